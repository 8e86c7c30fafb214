#include "lib/store/lease.h"

#include <unistd.h>

#include <atomic>
#include <charconv>
#include <fstream>
#include <sstream>

#include "lib/base/log.h"

namespace millwright::store {
namespace {

std::string first_line(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

/// When a process started, in ticks since the machine did (proc(5), stat, field 22); "" if there is no such process.
std::string start_of(const std::string& pid) {
  const auto line = first_line("/proc/" + pid + "/stat");
  const auto after_name = line.rfind(')');
  if (after_name == std::string::npos) return "";
  std::istringstream fields(line.substr(after_name + 1));
  std::string field;
  for (int number = 3; number <= 22; ++number) fields >> field;
  return field;
}

/// The machine, this run of it, and its processes as they are seen from here.
std::string machine() {
  char space[64] = {};
  const auto length = ::readlink("/proc/self/ns/pid", space, sizeof space - 1);
  return first_line("/proc/sys/kernel/random/boot_id") + "," + std::string(space, length > 0 ? std::size_t(length) : 0);
}

/// "machine/pid/start/number": no two holders, ever, are named alike.
std::string new_holder() {
  static std::atomic<int> count{0};
  const auto pid = std::to_string(::getpid());
  return machine() + "/" + pid + "/" + start_of(pid) + "/" + std::to_string(++count);
}

bool is_gone(const std::string& holder) {
  std::istringstream parts(holder);
  std::string where;
  std::string pid;
  std::string start;
  std::getline(parts, where, '/');
  std::getline(parts, pid, '/');
  std::getline(parts, start, '/');
  return where == machine() && start_of(pid) != start;
}

std::string now_ms(Dialect dialect) {
  return dialect == Dialect::sqlite ? "cast((julianday('now') - 2440587.5) * 86400000 as integer)"
                                    : "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";
}

}  // namespace

Lease::Lease(Database& database, std::string table, std::string name, Duration length)
    : database_(database), table_(std::move(table)), name_(std::move(name)), length_(length), holder_(new_holder()) {}

StoreResult<bool> Lease::hold() {
  const auto asked_at = std::chrono::steady_clock::now();
  if (asked_at < renew_at_) return true;
  const auto now = now_ms(database_.dialect());
  const long long length_ms = std::chrono::duration_cast<std::chrono::milliseconds>(length_).count();
  auto held = database_.transact<bool>([&](Session& sql) -> StoreResult<bool> {
    std::string holder;
    sql << "select holder from " + table_ + " where name = :name", soci::use(name_, "name"), soci::into(holder);
    const std::string successor_of = sql.got_data() && is_gone(holder) ? holder : holder_;
    std::string now_held_by;
    sql << "insert into " + table_ + "(name, holder, until_ms) values (:name, :holder, " + now +
               " + :length) on conflict(name) do update set holder = excluded.holder, until_ms = excluded.until_ms" +
               " where " + table_ + ".until_ms < " + now + " or " + table_ + ".holder = excluded.holder or " + table_ +
               ".holder = :gone returning holder",
        soci::use(name_, "name"), soci::use(holder_, "holder"), soci::use(length_ms, "length"),
        soci::use(successor_of, "gone"), soci::into(now_held_by);
    return sql.got_data();
  });
  renew_at_ = held && *held ? asked_at + length_ / 2 : MonotonicTime{};
  return held;
}

void Lease::release() {
  renew_at_ = {};
  auto released = database_.transaction([&](Session& sql) -> StoreResult<void> {
    sql << "delete from " + table_ + " where name = :name and holder = :holder", soci::use(name_, "name"),
        soci::use(holder_, "holder");
    return {};
  });
  if (!released) Logger("store").warning("lease {} could not be given up: {}", name_, released.error().message);
}

}  // namespace millwright::store
