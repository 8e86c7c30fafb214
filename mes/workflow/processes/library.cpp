#include "mes/workflow/processes/library.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

namespace millwright::mes::workflow {
namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none))
    if (entry.path().extension() == ".bpmn") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

// What the engine could carry out and the runner does not yet: refused, and not left waiting for ever.
std::string not_carried_out(const std::filesystem::path& file, const bpmn::Process& process) {
  std::string faults;
  for (const auto& node : process.nodes) {
    const bool timed_start = node.kind == bpmn::NodeKind::start_event && node.event == bpmn::EventKind::timer;
    if (timed_start || node.event == bpmn::EventKind::conditional)
      faults += fmt::format("{}:{}: '{}': {} is not carried out yet\n", file.string(), node.line, node.id,
                            timed_start ? "a start by a timer" : "waiting for a condition");
  }
  return faults;
}

}  // namespace

const std::vector<store::Migration>& process_migrations() {
  static const std::vector<store::Migration> kMigrations{{1, "processes, their instances, and what these wait for",
                                                          R"(create table mes_process (
            id text not null, version text not null, name text not null, text text not null, deployed bigint not null,
            primary key (id, version));
          create table mes_process_instance (
            id text primary key, process text not null, version text not null, about text not null,
            state text not null, body text not null, started bigint not null, ended bigint not null,
            incident text not null);
          create index mes_process_instance_by_about on mes_process_instance (about);
          create index mes_process_instance_by_state on mes_process_instance (state, started);
          create table mes_process_timer (id text primary key, instance text not null, due bigint not null);
          create index mes_process_timer_by_due on mes_process_timer (due);
          create table mes_process_await (
            id text primary key, instance text not null, name text not null, correlation text not null);
          create index mes_process_await_by_name on mes_process_await (name, correlation);
          create table mes_process_activity (
            id text primary key, instance text not null, node text not null, name text not null, kind text not null,
            action text not null, parameters text not null, state text not null, result text not null,
            started bigint not null, ended bigint not null);
          create index mes_process_activity_by_instance on mes_process_activity (instance);
          create table mes_process_request (id text primary key, activity text not null, about text not null);
          create table mes_process_passage (
            instance text not null, number bigint not null, node text not null, what text not null,
            "time" bigint not null, primary key (instance, number)))"}};
  return kMigrations;
}

Result<std::unique_ptr<Library>, LibraryError> Library::read(const std::filesystem::path& folder,
                                                             bpmn::ActionTable actions) {
  std::unique_ptr<Library> library(new Library(std::move(actions)));
  std::string faults;
  std::set<std::string> ids;
  for (const auto& file : files_of(folder)) {
    auto text = text_of(file);
    auto reading = bpmn::read_process(text, library->actions_);
    for (const auto& fault : reading.faults)
      faults += fmt::format("{}:{}\n", file.string(), bpmn::to_text(fault).substr(std::string_view("line ").size()));
    if (!reading.faults.empty()) continue;
    if (reading.process.version.empty())
      faults += fmt::format("{}:{}: process '{}' has no mw:version\n", file.string(), reading.process.line,
                            reading.process.id);
    if (!ids.insert(reading.process.id).second)
      faults += fmt::format("{}:{}: there is a process '{}' already\n", file.string(), reading.process.line,
                            reading.process.id);
    faults += not_carried_out(file, reading.process);
    library->current_.push_back(std::make_shared<const bpmn::Process>(std::move(reading.process)));
    library->texts_.push_back(std::move(text));
  }
  if (!faults.empty()) return fail(LibraryError::fault, "{}", faults);
  for (const auto& process : library->current_) library->known_[{process->id, process->version}] = process;
  return library;
}

MesResult<void> Library::deploy(Transaction& transaction) const {
  for (std::size_t i = 0; i < current_.size(); ++i) {
    const auto& process = *current_[i];
    const ProcessVersion row{process.id, process.version, process.name, texts_[i], transaction.now};
    if (insert(transaction.sql, "mes_process", row)) continue;
    const auto kept = query_one<std::string>(
        transaction.sql, "select text from mes_process where id = :id and version = :version", row.id, row.version);
    if (kept && *kept != row.text)
      return fail(MesError::illegal,
                  "process '{}' version {} is not the one that ran already: a changed process needs a new mw:version",
                  row.id, row.version);
  }
  return {};
}

std::shared_ptr<const bpmn::Process> Library::find(store::Session& sql, const std::string& id,
                                                   const std::string& version) {
  const std::pair key{id, version};
  {
    const std::scoped_lock lock(mutex_);
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
  }
  const auto kept = select_one<ProcessVersion>(sql, "mes_process where id = :id and version = :version", id, version);
  if (!kept) return nullptr;
  auto reading = bpmn::read_process(kept->text, actions_);
  if (!reading.faults.empty()) return nullptr;
  auto process = std::make_shared<const bpmn::Process>(std::move(reading.process));
  const std::scoped_lock lock(mutex_);
  return known_.emplace(key, std::move(process)).first->second;
}

}  // namespace millwright::mes::workflow
