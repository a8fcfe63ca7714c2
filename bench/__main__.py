"""`./run bench NAME …`: runs one benchmark; without a name lists them with their first sentence."""

import ast
import os
import runpy
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
_MAKERS: Final = {"__init__", "__main__", "crowd", "people", "standing"}


def main() -> None:
    """List the scripts, or run the named one with the arguments behind it."""
    scripts = {path.stem: path for path in sorted(HERE.glob("*.py")) if path.stem not in _MAKERS}
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in scripts:
        for stem, path in scripts.items():
            doc = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
            print(f"{stem:<10} {doc.splitlines()[0] if doc else ''}")
        return
    sys.argv = sys.argv[1:]
    # What stands here, the packages, and the invented practice of the tests.
    sys.path[:0] = [str(HERE), str(HERE.parent / "src"), str(HERE.parent / "tests")]
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path[:3])  # for the processes it starts
    runpy.run_path(str(scripts[name]), run_name="__main__")


if __name__ == "__main__":
    main()
