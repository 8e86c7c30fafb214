#pragma once
// SQL access over SOCI: SQLite (WAL, synchronous=FULL) or PostgreSQL, one code path. SQL is written in the part both
// understand; `dialect()` is there for the rest.
//
// A Database hands out one Session per thread that asks; a Session belongs to one thread. Work is done in
// transactions: `database.transaction([&](Session& sql) { … })` commits when the function returns success, rolls back
// on failure or exception, and repeats the function when the database says busy, deadlock or serialization failure, or
// when the connection broke before the commit was sent: so the function must have no other effect.
// On one Database, transaction() and read() are not called from inside each other: that is asserted, because the inner
// one would wait for the outer. Let exceptions of SOCI through: the retry depends on seeing them.

#include <soci/soci.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/result.h"
#include "lib/base/time.h"

namespace millwright::store {

enum class StoreError {
  unavailable,  // cannot be opened or reached
  busy,         // still locked after all retries
  constraint,   // the data broke a rule of the schema
  failed,       // anything else the database said
  aborted,      // the function itself returned a failure
};

template <class T>
using StoreResult = Result<T, StoreError>;

enum class Dialect { sqlite, postgresql };

using Session = soci::session;

/// One step of a schema, applied once, in order of `number`, each in a transaction. Never edited after release.
struct Migration {
  int number = 0;
  std::string_view name;
  std::string_view sql;  // statements separated by ';'. `{id}` becomes the dialect's auto-increment key type,
                         // `{blob}` its byte type, `{json}` its JSON type, `{real}` double precision
};

class Database {
 public:
  /// "sqlite:/path/to/file.db" or "postgresql://user:password@host:port/database[?schema=name]". Creates the file and
  /// the schema. Waits up to `patience` for a server that is not up yet.
  [[nodiscard]] static StoreResult<std::unique_ptr<Database>> open(const std::string& url, Duration patience = 10s);
  virtual ~Database() = default;

  [[nodiscard]] virtual Dialect dialect() const = 0;
  /// Applies the migrations of one module that are not applied yet; `module` keeps several modules apart in one
  /// database. Safe when several processes start at once.
  virtual StoreResult<void> migrate(std::string_view module, const std::vector<Migration>& migrations) = 0;

  /// Runs `work` in one write transaction (SQLite: begin immediate). See the head of this file.
  virtual StoreResult<void> transaction(const std::function<StoreResult<void>(Session&)>& work) = 0;
  /// Runs `work` outside a write transaction, on a snapshot where the dialect gives one; for reads.
  virtual StoreResult<void> read(const std::function<StoreResult<void>(Session&)>& work) = 0;

  /// Value-returning forms of the above.
  template <class T>
  StoreResult<T> transact(const std::function<StoreResult<T>(Session&)>& work) {
    return returning<T>(work, &Database::transaction);
  }
  template <class T>
  StoreResult<T> query(const std::function<StoreResult<T>(Session&)>& work) {
    return returning<T>(work, &Database::read);
  }

 private:
  template <class T>
  StoreResult<T> returning(const std::function<StoreResult<T>(Session&)>& work,
                           StoreResult<void> (Database::*run)(const std::function<StoreResult<void>(Session&)>&)) {
    std::optional<T> out;
    auto done = (this->*run)([&](Session& sql) -> StoreResult<void> {
      auto result = work(sql);
      if (!result) return std::unexpected(std::move(result.error()));
      out = std::move(*result);
      return {};
    });
    if (!done) return std::unexpected(std::move(done.error()));
    return std::move(*out);
  }
};

}  // namespace millwright::store
