// Starts Stimulus and registers the controllers, one file per behaviour.
import { Application } from "../../vendor/stimulus.js"
import Blank from "./controllers/blank.js"
import Command from "./controllers/command.js"
import Curve from "./controllers/curve.js"
import Draft from "./controllers/draft.js"
import Idle from "./controllers/idle.js"
import Jump from "./controllers/jump.js"
import Line from "./controllers/line.js"
import List from "./controllers/list.js"
import Lock from "./controllers/lock.js"
import Move from "./controllers/move.js"
import Notice from "./controllers/notice.js"
import Problems from "./controllers/problems.js"
import Shortcuts from "./controllers/shortcuts.js"

const desk = Application.start()
const all = { blank: Blank, command: Command, curve: Curve, draft: Draft, idle: Idle, jump: Jump, line: Line,
  list: List, lock: Lock, move: Move, notice: Notice, problems: Problems, shortcuts: Shortcuts }
for (const [name, controller] of Object.entries(all)) desk.register(name, controller)
