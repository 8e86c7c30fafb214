#include "mes/erp/folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace millwright::mes::erp {
namespace {

namespace fs = std::filesystem;

constexpr Duration kLookEvery = 1s;
// What another process changed is seen within this.
constexpr Duration kTellEvery = 30s;

bool sync(const fs::path& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0) return false;
  const bool done = ::fsync(file) == 0;
  ::close(file);
  return done;
}

/// The file stands there whole and for good, or not at all.
bool write_whole(const fs::path& path, const std::string& text) {
  const auto draft = path.parent_path() / ("." + path.filename().string() + ".tmp");
  {
    std::ofstream out(draft, std::ios::binary | std::ios::trunc);
    out << text;
    out.flush();
    if (!out) return false;
  }
  std::error_code error;
  if (!sync(draft, O_WRONLY)) return false;
  fs::rename(draft, path, error);
  return !error && sync(path.parent_path(), O_RDONLY | O_DIRECTORY);
}

/// `folder/name`, or `folder/name.2` and so on where that is taken.
fs::path free_name(const fs::path& folder, const std::string& name, const std::string& ending = "") {
  auto path = folder / (name + ending);
  for (int number = 2; fs::exists(fs::symlink_status(path)); ++number)
    path = folder / fmt::format("{}.{}{}", name, number, ending);
  return path;
}

std::optional<std::string> content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  // One byte more than is taken tells that it is too much, without reading the rest.
  std::string text(XmlLimits{}.bytes_max + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return std::nullopt;
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

bool is_draft(const std::string& name) {
  return name.starts_with('.') || name.ends_with(".tmp") || name.ends_with(".part");
}

}  // namespace

Result<std::unique_ptr<Folder>, MesError> Folder::open(Exchange& exchange, fs::path root, const Clock& clock) {
  for (const char* name : {"in", "done", "refused", "out"}) {
    std::error_code error;
    fs::create_directories(root / name, error);
    if (error) return fail(MesError::storage, "{}: {}", (root / name).string(), error.message());
  }
  return std::unique_ptr<Folder>(new Folder(exchange, std::move(root), clock));
}

void Folder::start() {
  thread_ = std::jthread([this](std::stop_token stop) { run(stop); });
}

void Folder::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void Folder::look_again() {
  std::scoped_lock lock(mutex_);
  told_ = true;
  wake_.notify_all();
}

void Folder::run(std::stop_token stop) {
  auto next_tell = clock_.monotonic() + kTellEvery;
  while (!stop.stop_requested()) {
    take_files();
    bool told = false;
    {
      std::scoped_lock lock(mutex_);
      told = std::exchange(told_, false);
    }
    if (told || clock_.monotonic() >= next_tell) {
      tell();
      next_tell = clock_.monotonic() + kTellEvery;
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, kLookEvery, [&] { return told_; });
  }
}

void Folder::look() {
  take_files();
  tell();
}

void Folder::take_files() {
  std::map<fs::path, Seen> seen;
  std::error_code error;
  for (fs::directory_iterator at(root_ / "in", error), end; !error && at != end; at.increment(error)) {
    if (at->symlink_status(error).type() != fs::file_type::regular || is_draft(at->path().filename().string()))
      continue;
    const Seen now{at->file_size(error), at->last_write_time(error)};
    if (!error) seen.emplace(at->path(), now);
  }
  if (error) log_.warning("{}: {}", (root_ / "in").string(), error.message());
  for (const auto& [file, now] : seen) {
    const auto before = seen_.find(file);
    if (before != seen_.end() && before->second == now && !take_file(file)) break;
  }
  seen_ = std::move(seen);
}

bool Folder::take_file(const fs::path& file) {
  const auto name = file.filename().string();
  const auto text = content_of(file);
  if (!text) {
    log_.warning("{} cannot be read; it stays", file.string());
    return true;
  }
  const auto answer = exchange_.take(*text, "folder " + name, "erp");
  if (answer.outcome == Exchange::Outcome::unavailable) {
    log_.warning("{} stays where it is: {}", name, answer.summary);
    return false;
  }
  const bool accepted = answer.outcome == Exchange::Outcome::accepted;
  log_.info("{} {}: {}", name, accepted ? "accepted" : "refused", answer.summary);
  const auto target = free_name(root_ / (accepted ? "done" : "refused"), name);
  std::string reasons;
  for (const auto& fault : answer.faults) reasons += to_text(fault) + "\n";
  if (!write_whole(free_name(root_ / "out", name, ".confirm.xml"), answer.confirmation) ||
      (!accepted && !write_whole(target.string() + ".reason.txt", reasons))) {
    log_.warning("the answer to {} cannot be written; it is taken again", name);
    return false;
  }
  std::error_code error;
  fs::rename(file, target, error);
  if (error) log_.warning("{} cannot be moved to {}: {}", name, target.string(), error.message());
  return !error;
}

void Folder::tell() {
  if (const auto noted = exchange_.note_performances(); !noted) return log_.warning("{}", noted.error().message);
  const auto unsent = exchange_.unsent();
  if (!unsent) return log_.warning("{}", unsent.error().message);
  for (const auto& record : *unsent) {
    const auto document = exchange_.document_of(record);
    const auto file = root_ / "out" / fmt::format("performance-{}-{}.xml", record.order_id, record.version);
    if (!document || !write_whole(file, *document)) return log_.warning("{} cannot be written", file.string());
    if (const auto marked = exchange_.mark_sent(record); !marked) return log_.warning("{}", marked.error().message);
  }
}

}  // namespace millwright::mes::erp
