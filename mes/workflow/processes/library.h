#pragma once
// The processes that may run: what the BPMN files of the plant say now, and in the record every version that was ever
// begun, so that what is in flight finishes on the version that it began with.

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "mes/records/rows.h"
#include "mes/records/writer.h"
#include "mes/workflow/bpmn/reader.h"

namespace millwright::mes::workflow {

/// A version as it was read: its text stays the way it was drawn.
struct ProcessVersion {
  std::string id{};
  std::string version{};
  std::string name{};
  std::string text{};
  Timestamp deployed{};
};
BOOST_DESCRIBE_STRUCT(ProcessVersion, (), (id, version, name, text, deployed))

[[nodiscard]] const std::vector<store::Migration>& process_migrations();

enum class LibraryError { fault };

/// Any thread.
class Library {
 public:
  /// All *.bpmn of the folder, or every fault of every file, each with file and line. A folder that is not there is an
  /// empty library.
  [[nodiscard]] static Result<std::unique_ptr<Library>, LibraryError> read(const std::filesystem::path& folder,
                                                                           bpmn::ActionTable actions);

  /// Keeps in the record what is new. A version whose text is another than what was kept is refused: what is in flight
  /// would go on by a process that it did not begin with.
  MesResult<void> deploy(Transaction& transaction) const;

  /// Of the files.
  [[nodiscard]] const std::vector<std::shared_ptr<const bpmn::Process>>& current() const { return current_; }
  /// Of the record; nullptr: that version was never kept.
  [[nodiscard]] std::shared_ptr<const bpmn::Process> find(store::Session& sql, const std::string& id,
                                                          const std::string& version);

 private:
  explicit Library(bpmn::ActionTable actions) : actions_(std::move(actions)) {}

  bpmn::ActionTable actions_;
  std::vector<std::shared_ptr<const bpmn::Process>> current_;
  std::vector<std::string> texts_;  // of current_
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::shared_ptr<const bpmn::Process>> known_;
};

}  // namespace millwright::mes::workflow
