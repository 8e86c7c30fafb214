#pragma once
// `millwright-scada history …`: the care of a history that this program is not running on. `millwright history` calls
// it.

namespace millwright::scada {

/// `history verify FOLDER` and `history restore BACKUP FOLDER`. The exit code: 0; 1 where a fault was found or it could
/// not be done; 2 for a wrong command line.
int run_history(int argc, const char* const* argv);

}  // namespace millwright::scada
