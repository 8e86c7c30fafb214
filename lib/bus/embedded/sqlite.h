#pragma once
// The little of SQLite's C interface that the embedded bus needs. A file belongs to one thread. SqliteFault is thrown
// here and caught where the port begins (faults.h); it never crosses the port.

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>

#include "lib/base/time.h"

namespace millwright::bus::embedded {

struct SqliteFault {
  int code = 0;
  std::string message;
};

/// A prepared statement on loan from its file. Reset when the loan ends: a SELECT left open would hold its snapshot
/// and stall the checkpoint.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// Parameters in order, from the first.
  template <class... Values>
  Statement& with(const Values&... values) {
    int position = 0;
    (bind(++position, values), ...);
    return *this;
  }
  /// True while there is a row.
  bool step();
  /// Runs a statement that gives no rows, and makes it ready to run again.
  void run();
  [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  [[nodiscard]] std::string text(int column) const;

 private:
  void bind(int position, std::int64_t value);
  void bind(int position, std::string_view value);
  sqlite3_stmt* statement_;
};

enum class Sync { full, normal };

class SqliteFile {
 public:
  /// Opens or creates it in WAL mode.
  SqliteFile(std::filesystem::path path, Sync sync);
  ~SqliteFile();
  SqliteFile(const SqliteFile&) = delete;
  SqliteFile& operator=(const SqliteFile&) = delete;

  /// `sql` must be a literal: the prepared statement is kept under its address.
  Statement prepare(const char* sql);
  void run(const char* sql);
  void synchronous(Sync sync);
  /// Until when a statement waits for other processes' locks.
  void patience(MonotonicTime until) { give_up_at_ = until; }
  [[nodiscard]] int changes() const { return sqlite3_changes(db_); }
  [[nodiscard]] sqlite3* handle() const { return db_; }
  [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }

 private:
  static int wait_for_lock(void* self, int tries);
  void open(Sync sync);
  std::filesystem::path path_;
  sqlite3* db_ = nullptr;
  MonotonicTime give_up_at_;
  std::unordered_map<const void*, sqlite3_stmt*> prepared_;
};

/// `begin immediate` … commit(), or rolled back.
class WriteTransaction {
 public:
  explicit WriteTransaction(SqliteFile& file);
  ~WriteTransaction();
  WriteTransaction(const WriteTransaction&) = delete;
  WriteTransaction& operator=(const WriteTransaction&) = delete;
  void commit();

 private:
  SqliteFile& file_;
};

/// One snapshot for several SELECTs.
class ReadTransaction {
 public:
  explicit ReadTransaction(SqliteFile& file);
  ~ReadTransaction();
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;

 private:
  SqliteFile& file_;
};

}  // namespace millwright::bus::embedded
