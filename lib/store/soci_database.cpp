#include "lib/store/soci_database.h"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <filesystem>
#include <random>
#include <thread>

#include "lib/base/assert.h"
#include "lib/base/log.h"

namespace millwright::store {
namespace {

constexpr int kTriesMax = 12;
constexpr Duration kFirstPause = 2ms;
constexpr Duration kPauseMax = 500ms;
constexpr int kLockWaitsMax = 25'000;  // of 100 to 300 µs: about five seconds

/// SQLite's own handler sleeps up to 100 ms at a time; transactions here last less than one.
int wait_for_lock(void* /*unused*/, int tries) {
  if (tries >= kLockWaitsMax) return 0;
  std::this_thread::sleep_for(std::chrono::microseconds(100 + (tries * 67) % 200));
  return 1;
}

void prepare_sqlite(Session& sql) {
  auto* backend = static_cast<soci::sqlite3_session_backend*>(sql.get_backend());
  sqlite_api::sqlite3_busy_handler(backend->conn_, &wait_for_lock, nullptr);
  // Turning a new file to WAL does not ask the busy handler in every case.
  for (int tries = 0;
       sqlite_api::sqlite3_exec(backend->conn_, "pragma journal_mode=wal", nullptr, nullptr, nullptr) != SQLITE_OK &&
       wait_for_lock(nullptr, tries) != 0;
       ++tries) {
  }
  sql << "pragma synchronous=full";
  sql << "pragma foreign_keys=on";
}

void prepare_postgresql(Session& sql, const std::string& schema) {
  sql << "set client_min_messages = warning";
  sql << "set timezone = 'UTC'";
  if (schema.empty()) return;
  // "if not exists" alone still fails when two processes create it at the same moment.
  sql << "select pg_advisory_lock(8316401)";
  sql << "create schema if not exists " << schema;
  sql << "select pg_advisory_unlock(8316401)";
  sql << "set search_path = " << schema;
}

/// The databases in whose transaction this thread is: one inside another would wait for itself.
thread_local std::vector<const void*> t_inside;

class Inside {
 public:
  explicit Inside(const void* database) {
    for (const auto* other : t_inside) MW_ASSERT(other != database);
    t_inside.push_back(database);
  }
  ~Inside() { t_inside.pop_back(); }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
};

}  // namespace

std::unique_ptr<Session> SociDatabase::make_session() {
  if (url_.dialect == Dialect::sqlite) {
    auto session = std::make_unique<Session>(soci::sqlite3, url_.connect);
    prepare_sqlite(*session);
    return session;
  }
  auto session = std::make_unique<Session>(soci::postgresql, url_.connect);
  prepare_postgresql(*session, url_.schema);
  return session;
}

StoreResult<void> SociDatabase::connect(Duration patience) {
  if (url_.dialect == Dialect::sqlite) {
    patience = Duration::zero();  // a file that cannot be opened now cannot be opened later
    std::error_code error;
    const auto folder = std::filesystem::path(url_.file).parent_path();
    if (!folder.empty()) std::filesystem::create_directories(folder, error);
    if (error) return fail(StoreError::unavailable, "{} cannot be made: {}", folder.string(), error.message());
  }
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (true) {
    try {
      give_back(make_session());
      return {};
    } catch (const std::exception& error) {
      if (std::chrono::steady_clock::now() >= deadline) {
        return fail(StoreError::unavailable, "{} cannot be opened: {}", url_.shown, error.what());
      }
    }
    std::this_thread::sleep_for(200ms);
  }
}

std::unique_ptr<Session> SociDatabase::borrow() {
  {
    std::scoped_lock lock(mutex_);
    if (!idle_.empty()) {
      auto session = std::move(idle_.back());
      idle_.pop_back();
      return session;
    }
  }
  return make_session();
}

void SociDatabase::give_back(std::unique_ptr<Session> session) {
  std::scoped_lock lock(mutex_);
  idle_.push_back(std::move(session));
}

/// One try. Nullopt when the fault allows another.
std::optional<StoreResult<void>> SociDatabase::attempt(const char* begin, const Work& work, Fault& fault) {
  std::unique_ptr<Session> session;
  try {
    session = borrow();
  } catch (const std::exception& error) {
    fault = {.error = StoreError::unavailable, .again = true, .broken = true, .message = error.what()};
    return std::nullopt;
  }
  auto phase = Phase::begin;
  StoreResult<void> done;
  try {
    *session << begin;
    phase = Phase::work;
    done = work(*session);
    if (done) {
      phase = Phase::commit;
      *session << "commit";
      give_back(std::move(session));
      return done;
    }
  } catch (const std::exception& error) {
    fault = fault_of(error, *session, url_.dialect);
    // Sent, and no answer: it may have happened, so it must not be done again here.
    if (phase == Phase::commit && fault.broken) {
      return fail(fault.error, "the connection broke during the commit, which may have happened: {}", fault.message);
    }
    done = std::unexpected(Failure<StoreError>{fault.error, fault.message});
  }
  if (fault.broken) {
    std::scoped_lock lock(mutex_);
    idle_.clear();  // the server went away: the others are as dead
  } else {
    try {
      // A transaction that a fault has ended already has nothing to roll back: that is SQLite's complaint, not ours.
      *session << "rollback";
      give_back(std::move(session));
    } catch (const std::exception& error) {
      Logger("store").debug("{}: rollback: {}", url_.shown, error.what());
    }
  }
  if (fault.again) return std::nullopt;
  return done;
}

StoreResult<void> SociDatabase::repeat(const char* begin, const Work& work) {
  thread_local std::minstd_rand spread(std::random_device{}());
  const Inside inside(this);
  Fault fault;
  Duration pause = kFirstPause;
  for (int tries = 1;; ++tries) {
    fault = {};
    if (auto done = attempt(begin, work, fault)) return *done;
    if (tries == kTriesMax) break;
    std::this_thread::sleep_for(pause + Duration(static_cast<std::int64_t>(spread()) % pause.count()));
    pause = std::min(pause * 2, kPauseMax);
  }
  return fail(fault.error, "{}: given up after {} tries: {}", url_.shown, kTriesMax, fault.message);
}

StoreResult<void> SociDatabase::transaction(const Work& work) {
  return repeat(url_.dialect == Dialect::sqlite ? "begin immediate" : "begin", work);
}

StoreResult<void> SociDatabase::read(const Work& work) {
  return repeat(url_.dialect == Dialect::sqlite ? "begin" : "begin isolation level repeatable read read only", work);
}

StoreResult<std::unique_ptr<Database>> Database::open(const std::string& url, Duration patience) {
  auto parsed = parse_database_url(url);
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  auto database = std::make_unique<SociDatabase>(std::move(*parsed));
  if (auto connected = database->connect(patience); !connected) return std::unexpected(std::move(connected.error()));
  return database;
}

}  // namespace millwright::store
