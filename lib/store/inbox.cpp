#include "lib/store/inbox.h"

#include <boost/json.hpp>
#include <unordered_set>

#include "lib/store/url.h"

namespace millwright::store {
namespace {

/// The ids as one JSON parameter, in order of the key so that two batches lock their rows in the same order.
std::string insert_statement(const std::string& name, Dialect dialect) {
  const std::string ids = dialect == Dialect::sqlite
                              ? "select distinct value from json_each(:ids) where true"
                              : "select distinct value from json_array_elements_text(cast(:ids as json)) order by 1";
  return "insert into inbox_" + name + "(id, seen_ns) select value, :now from (" + ids +
         ") as batch where true on conflict do nothing returning id";
}

}  // namespace

StoreResult<Inbox> Inbox::open(Database& database, std::string name) {
  if (!is_identifier(name)) return fail(StoreError::failed, "\"{}\" cannot name an inbox", name);
  const std::string sql = "create table inbox_" + name + "(id text primary key, seen_ns bigint not null);" +
                          "create index inbox_" + name + "_by_time on inbox_" + name + "(seen_ns)";
  auto migrated = database.migrate("inbox_" + name, {{1, "the ids that were seen", sql}});
  if (!migrated) return std::unexpected(std::move(migrated.error()));
  return Inbox(std::move(name), database.dialect());
}

StoreResult<std::vector<bool>> Inbox::take(Session& sql, const std::vector<std::string>& ids, Timestamp now) {
  std::vector<bool> fresh(ids.size(), false);
  if (ids.empty()) return fresh;
  boost::json::array list;
  for (const auto& id : ids) {
    if (id.find('\0') != std::string::npos) return fail(StoreError::failed, "an id contains a NUL byte");
    list.emplace_back(id);
  }
  const std::string text = boost::json::serialize(list);
  const long long now_ns = unix_ns(now);
  std::unordered_set<std::string> inserted;
  const soci::rowset<std::string> rows =
      (sql.prepare << insert_statement(name_, dialect_), soci::use(now_ns, "now"), soci::use(text, "ids"));
  for (const auto& id : rows) inserted.insert(id);
  // An id that comes twice in one batch is new the first time only.
  for (std::size_t i = 0; i < ids.size(); ++i) fresh[i] = inserted.erase(ids[i]) > 0;
  return fresh;
}

StoreResult<void> Inbox::prune(Database& database, Timestamp older_than) {
  return database.transaction([&](Session& sql) -> StoreResult<void> {
    const long long limit_ns = unix_ns(older_than);
    sql << "delete from inbox_" + name_ + " where seen_ns < :limit", soci::use(limit_ns, "limit");
    return {};
  });
}

}  // namespace millwright::store
