#include "lib/store/outbox.h"

#include <boost/json.hpp>
#include <condition_variable>
#include <mutex>

#include "lib/base/log.h"
#include "lib/store/lease.h"
#include "lib/store/url.h"

namespace millwright::store {
namespace {

constexpr Duration kLease = 2s;
/// How often one that waits for another's lease asks again.
constexpr Duration kAskAgain = 100ms;

std::string insert_statement(const std::string& table, Dialect dialect) {
  const std::string into = "insert into " + table + "(channel, id, routing_key, type, body) ";
  if (dialect == Dialect::sqlite) {
    return into +
           "select json_extract(value, '$.channel'), json_extract(value, '$.id'), json_extract(value, '$.key'),"
           " json_extract(value, '$.type'), json_extract(value, '$.body') from json_each(:rows) order by key";
  }
  return into +
         "select channel, id, key, type, body from json_to_recordset(cast(:rows as json))"
         " as r(n bigint, channel text, id text, key text, type text, body text) order by n";
}

std::string delete_statement(const std::string& table, Dialect dialect) {
  return "delete from " + table + " where seq in (select cast(value as " +
         (dialect == Dialect::sqlite ? "integer) from json_each(:seqs))"
                                     : "bigint) from json_array_elements_text(cast(:seqs as json)))");
}

bool has_nul(const OutboxMessage& m) {
  for (const auto* text : {&m.channel, &m.id, &m.routing_key, &m.type, &m.body}) {
    if (text->find('\0') != std::string::npos) return true;
  }
  return false;
}

class SociOutbox final : public Outbox {
 public:
  SociOutbox(Database& database, const std::string& name)
      : database_(database),
        table_("outbox_" + name),
        insert_(insert_statement(table_, database.dialect())),
        delete_(delete_statement(table_, database.dialect())),
        lease_(database, table_ + "_lease", name, kLease) {}
  ~SociOutbox() override {
    if (relayed_) lease_.release();
  }
  SociOutbox(const SociOutbox&) = delete;
  SociOutbox& operator=(const SociOutbox&) = delete;

  StoreResult<void> add(Session& sql, const std::vector<OutboxMessage>& messages) override {
    if (messages.empty()) return {};
    boost::json::array rows;
    for (const auto& m : messages) {
      if (has_nul(m)) return fail(StoreError::failed, "message {} contains a NUL byte", m.id);
      rows.push_back({{"n", rows.size()},
                      {"channel", m.channel},
                      {"id", m.id},
                      {"key", m.routing_key},
                      {"type", m.type},
                      {"body", m.body}});
    }
    const std::string text = boost::json::serialize(rows);
    sql << insert_, soci::use(text, "rows");
    return {};
  }

  void wake() override {
    std::scoped_lock lock(mutex_);
    ++wakes_;
    woken_.notify_all();
  }

  StoreResult<std::size_t> relay(std::size_t max, Duration timeout,
                                 const std::function<bool(std::span<const OutboxMessage>)>& publish) override;

  StoreResult<std::uint64_t> depth() override {
    return database_.query<std::uint64_t>([&](Session& sql) -> StoreResult<std::uint64_t> {
      long long count = 0;
      sql << "select count(*) from " + table_, soci::into(count);
      return static_cast<std::uint64_t>(count);
    });
  }

 private:
  struct Batch {
    std::vector<long long> seqs;
    std::vector<OutboxMessage> messages;
  };
  StoreResult<Batch> oldest(std::size_t max);
  StoreResult<Batch> oldest_if_ours(std::size_t max, bool& held_by_other);
  StoreResult<void> remove(const std::vector<long long>& seqs);

  Database& database_;
  const std::string table_;
  const std::string insert_;
  const std::string delete_;
  Lease lease_;           // the relay thread's
  bool relayed_ = false;  // the relay thread's
  std::mutex mutex_;
  std::condition_variable woken_;
  std::uint64_t wakes_ = 0;
};

StoreResult<SociOutbox::Batch> SociOutbox::oldest(std::size_t max) {
  return database_.query<Batch>([&](Session& sql) -> StoreResult<Batch> {
    Batch batch;
    const auto limit = static_cast<long long>(max);
    long long seq = 0;  // typed by the variable: as a row, SQLite's keys would be 32 bits wide
    OutboxMessage m;
    soci::statement select =
        (sql.prepare << "select seq, channel, id, routing_key, type, body from " + table_ + " order by seq limit :max",
         soci::use(limit, "max"), soci::into(seq), soci::into(m.channel), soci::into(m.id), soci::into(m.routing_key),
         soci::into(m.type), soci::into(m.body));
    select.execute();
    while (select.fetch()) {
      batch.seqs.push_back(seq);
      batch.messages.push_back(m);
    }
    return batch;
  });
}

/// The lease is asked for only when there is something to do, and what there is is read under it: read before, it
/// could be what its last holder has just published and removed.
StoreResult<SociOutbox::Batch> SociOutbox::oldest_if_ours(std::size_t max, bool& held_by_other) {
  held_by_other = false;
  auto any = oldest(1);
  if (!any || any->seqs.empty()) return any;
  auto held = lease_.hold();
  if (!held) return std::unexpected(std::move(held.error()));
  relayed_ = true;
  held_by_other = !*held;
  if (held_by_other) return Batch{};
  return oldest(max);
}

StoreResult<void> SociOutbox::remove(const std::vector<long long>& seqs) {
  const std::string text = boost::json::serialize(boost::json::value_from(seqs));
  return database_.transaction([&](Session& sql) -> StoreResult<void> {
    sql << delete_, soci::use(text, "seqs");
    return {};
  });
}

StoreResult<std::size_t> SociOutbox::relay(std::size_t max, Duration timeout,
                                           const std::function<bool(std::span<const OutboxMessage>)>& publish) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (true) {
    std::unique_lock lock(mutex_);
    const auto seen = wakes_;
    lock.unlock();
    bool held_by_other = false;
    auto batch = oldest_if_ours(max, held_by_other);
    if (!batch) return std::unexpected(std::move(batch.error()));
    if (!batch->seqs.empty()) {
      if (!publish(batch->messages)) return 0;
      if (auto removed = remove(batch->seqs); !removed) return std::unexpected(std::move(removed.error()));
      return batch->seqs.size();
    }
    const auto now = std::chrono::steady_clock::now();
    if (now >= deadline) return 0;
    const auto until = held_by_other ? std::min(deadline, now + kAskAgain) : deadline;
    lock.lock();
    woken_.wait_until(lock, until, [&] { return wakes_ != seen && !held_by_other; });
  }
}

}  // namespace

StoreResult<std::unique_ptr<Outbox>> Outbox::open(Database& database, std::string name) {
  if (!is_identifier(name)) return fail(StoreError::failed, "\"{}\" cannot name an outbox", name);
  const std::string table = "outbox_" + name;
  const std::string sql = "create table " + table +
                          "(seq {id}, channel text not null, id text not null, routing_key text not null,"
                          " type text not null, body text not null);"
                          "create table " +
                          table + "_lease(name text primary key, holder text not null, until_ms bigint not null)";
  auto migrated = database.migrate(table, {{1, "messages and lease", sql}});
  if (!migrated) return std::unexpected(std::move(migrated.error()));
  return std::make_unique<SociOutbox>(database, name);
}

}  // namespace millwright::store
