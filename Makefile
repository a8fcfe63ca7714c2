# Every target calls ./run, which installs what is missing.
.PHONY: demo demo-reset demo-code test lint bench vectors screenshots

demo: ## start practice, relay and patient page with demo data on this machine
	@./run demo
demo-reset: ## forget the demo's data and begin anew
	@./run demo-reset
demo-code: ## print the one-time code of the demo doctor
	@./run demo-code
test: ## all gates and all tests
	@./run test
lint: ## only the gates over the code: style, types, floors
	@./run lint
bench: ## measure; see bench/README.md
	@./run bench
vectors: ## make the shared test vectors again
	@./run vectors
screenshots: ## take every screen of the main job from a fresh demo; the README's pictures too
	@./run screenshots
