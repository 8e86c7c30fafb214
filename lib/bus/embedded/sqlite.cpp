#include "lib/bus/embedded/sqlite.h"

#include <fmt/format.h>

#include <thread>

namespace millwright::bus::embedded {
namespace {

[[noreturn]] void fault(sqlite3* db, int code) {
  const char* file = db != nullptr ? sqlite3_db_filename(db, "main") : nullptr;
  throw SqliteFault{code, fmt::format("{}: {}", file != nullptr ? file : "SQLite",
                                      db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code))};
}

}  // namespace

Statement::~Statement() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) fault(sqlite3_db_handle(statement_), code);
  return false;
}

void Statement::run() {
  while (step()) {
  }
  sqlite3_reset(statement_);
}

std::string Statement::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return bytes == nullptr ? std::string()
                          : std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

void Statement::bind(int position, std::int64_t value) { sqlite3_bind_int64(statement_, position, value); }

void Statement::bind(int position, std::string_view value) {
  // A null pointer would bind NULL, and the column would refuse an empty string.
  const char* bytes = value.data() == nullptr ? "" : value.data();
  sqlite3_bind_text64(statement_, position, bytes, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

SqliteFile::SqliteFile(std::filesystem::path path, Sync sync)
    : path_(std::move(path)), give_up_at_(std::chrono::steady_clock::now() + 10s) {
  try {
    open(sync);
  } catch (...) {
    for (auto& [sql, statement] : prepared_) sqlite3_finalize(statement);
    sqlite3_close(db_);
    throw;
  }
}

void SqliteFile::open(Sync sync) {
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  if (const int code = sqlite3_open_v2(path_.c_str(), &db_, kFlags, nullptr); code != SQLITE_OK) {
    throw SqliteFault{code, fmt::format("{}: {}", path_.string(), sqlite3_errmsg(db_))};
  }
  sqlite3_busy_handler(db_, &wait_for_lock, this);
  // Turning a new file to WAL does not always ask the busy handler when another process does the same.
  for (int tries = 0;; ++tries) {
    const int code = sqlite3_exec(db_, "pragma journal_mode=wal", nullptr, nullptr, nullptr);
    if (code == SQLITE_OK) break;
    if ((code & 0xff) != SQLITE_BUSY || wait_for_lock(this, tries) == 0) fault(db_, code);
  }
  synchronous(sync);
  run("pragma journal_size_limit=16777216");
}

SqliteFile::~SqliteFile() {
  for (auto& [sql, statement] : prepared_) sqlite3_finalize(statement);
  sqlite3_close(db_);
}

void SqliteFile::synchronous(Sync sync) {
  run(sync == Sync::full ? "pragma synchronous=full" : "pragma synchronous=normal");
}

Statement SqliteFile::prepare(const char* sql) {
  auto& statement = prepared_[sql];
  if (statement == nullptr) {
    const int code = sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) fault(db_, code);
  }
  return Statement(statement);
}

void SqliteFile::run(const char* sql) {
  if (const int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr); code != SQLITE_OK) fault(db_, code);
}

/// Locks are held for less than a millisecond, so short waits; the spread keeps two waiters from marching in step.
int SqliteFile::wait_for_lock(void* self, int tries) {
  if (std::chrono::steady_clock::now() >= static_cast<SqliteFile*>(self)->give_up_at_) return 0;
  std::this_thread::sleep_for(std::chrono::microseconds(100 + (tries * 67) % 200));
  return 1;
}

WriteTransaction::WriteTransaction(SqliteFile& file) : file_(file) { file_.run("begin immediate"); }

WriteTransaction::~WriteTransaction() {
  // After commit() there is nothing to undo; after a fault SQLite may have rolled back by itself.
  if (file_.in_transaction()) sqlite3_exec(file_.handle(), "rollback", nullptr, nullptr, nullptr);
}

void WriteTransaction::commit() { file_.run("commit"); }

ReadTransaction::ReadTransaction(SqliteFile& file) : file_(file) { file_.run("begin"); }

ReadTransaction::~ReadTransaction() { sqlite3_exec(file_.handle(), "rollback", nullptr, nullptr, nullptr); }

}  // namespace millwright::bus::embedded
