#pragma once
// The definitions in force: the plant's file, and on top of it what people changed and others approved. A change takes
// effect while the MES runs, in every process on the same database.

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "lib/store/database.h"
#include "mes/definitions/master_data.h"

namespace millwright::mes {

enum class DefinitionsError {
  faulty,   // the file or a change has faults; the message has one a line, located
  storage,  // the database did not answer
};

/// Owned by main(), outlives its users. Any thread.
class Definitions {
 public:
  /// Reads the file alone; call keep_up() once the database is there.
  static Result<std::unique_ptr<Definitions>, DefinitionsError> open(const std::filesystem::path& file);
  /// These and no others, for tests.
  explicit Definitions(MasterData data);

  /// What is in force. It lives as long as this object, whatever is approved meanwhile.
  [[nodiscard]] const MasterData& now() const { return *now_.load(); }

  /// The file with those additions; put() puts it in force.
  [[nodiscard]] Result<MasterData, DefinitionsError> with(const std::vector<Addition>& additions) const;
  /// `approvals`: how many additions it has. Older than what is in force: nothing happens.
  void put(MasterData data, std::size_t approvals);
  [[nodiscard]] std::size_t approvals() const;

 private:
  std::filesystem::path file_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<const MasterData>> all_;  // changes are rare: each stays for who still reads it
  std::size_t approvals_ = 0;
  std::atomic<const MasterData*> now_{nullptr};
};

}  // namespace millwright::mes
