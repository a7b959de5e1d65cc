/** @file Everything that is said in Swedish. */
import commandLine from './command-line.json' with { type: 'json' };
import errors from './errors.json' with { type: 'json' };
import preferences from './preferences.json' with { type: 'json' };
import reasons from './reasons.json' with { type: 'json' };
import states from './states.json' with { type: 'json' };
import tray from './tray.json' with { type: 'json' };
import window from './window.json' with { type: 'json' };

export default { window, tray, commandLine, preferences, reasons, errors, states };
