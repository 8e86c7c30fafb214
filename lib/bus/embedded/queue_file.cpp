#include "lib/bus/embedded/queue_file.h"

#include <algorithm>

#include "lib/base/log.h"

namespace millwright::bus::embedded {
namespace {

constexpr std::int64_t kNobody = 0;
/// How far the cursor may lag behind what has been looked at in vain, before it is worth a write.
constexpr std::int64_t kCursorLagMax = 1000;

}  // namespace

QueueFile::QueueFile(const std::filesystem::path& folder, const DeclaredQueue& queue, Duration lease)
    : folder_(folder / "queues"), queue_(queue), lease_(lease), file_(folder_ / (queue.name + ".db"), Sync::normal) {
  create();
}

void QueueFile::create() {
  {
    auto version = file_.prepare("pragma user_version");
    version.step();
    if (version.integer(0) == 1) return;
  }
  WriteTransaction transaction(file_);
  file_.run(
      "create table if not exists position(one integer primary key, cursor integer not null);"
      "create table if not exists pending(seq integer primary key, owner integer not null,"
      "  deliveries integer not null, until_ns integer not null);"
      "create index if not exists pending_by_owner on pending(owner, seq);"
      "create table if not exists readers(id integer primary key autoincrement);"
      "create table if not exists dead(seq integer primary key, reason text not null, deliveries integer not null,"
      "  channel text not null, routing_key text not null, id text not null, type text not null, body blob not null)");
  file_.prepare("insert or ignore into position(one, cursor) values (1, ?)").with(queue_.starts_after).run();
  file_.run("pragma user_version=1");
  transaction.commit();
}

std::filesystem::path QueueFile::lock_file(std::int64_t reader) const {
  return folder_ / (queue_.name + ".reader-" + std::to_string(reader));
}

std::unique_ptr<ReaderLock> QueueFile::join(std::int64_t& reader) {
  WriteTransaction transaction(file_);
  file_.prepare("insert into readers default values").run();
  reader = sqlite3_last_insert_rowid(file_.handle());
  auto lock = std::make_unique<ReaderLock>(lock_file(reader));  // held before anybody can see the reader
  transaction.commit();
  return lock;
}

bool QueueFile::any_ready() { return file_.prepare("select 1 from pending where owner = 0 limit 1").step(); }

std::vector<QueueFile::Taken> QueueFile::take(LogFile& log, std::int64_t reader, std::size_t max, std::int64_t now_ns) {
  std::vector<Taken> out;
  auto scan = log.scan(queue_.name, std::max(cursor(), looked_up_to_), max);
  while (scan.matches.empty() && scan.more) scan = log.scan(queue_.name, scan.looked_up_to, max);
  const bool lagging = scan.looked_up_to > cursor() + kCursorLagMax;
  if (scan.matches.empty()) looked_up_to_ = scan.looked_up_to;
  if (scan.matches.empty() && !lagging && !any_ready()) return out;

  WriteTransaction transaction(file_);
  const auto until_ns = now_ns + lease_.count();
  take_returned(log, reader, max, until_ns, out);
  take_new(std::move(scan), reader, max, until_ns, out);
  transaction.commit();
  return out;
}

void QueueFile::take_returned(LogFile& log, std::int64_t reader, std::size_t max, std::int64_t until_ns,
                              std::vector<Taken>& out) {
  std::vector<Held> returned;
  {
    auto select = file_.prepare("select seq, deliveries from pending where owner = 0 order by seq limit ?");
    select.with(static_cast<std::int64_t>(max));
    while (select.step()) returned.push_back({select.integer(0), static_cast<std::uint32_t>(select.integer(1))});
  }
  for (const auto& [seq, deliveries] : returned) {
    auto entry = log.find(seq);
    if (!entry) {
      // Its acknowledgement was forgotten in a power cut, after the log had forgotten the message.
      file_.prepare("delete from pending where seq = ?").with(seq).run();
      continue;
    }
    file_.prepare("update pending set owner = ?, deliveries = deliveries + 1, until_ns = ? where seq = ?")
        .with(reader, until_ns, seq)
        .run();
    out.push_back({std::move(*entry), deliveries + 1});
  }
}

void QueueFile::take_new(LogFile::Scan scan, std::int64_t reader, std::size_t max, std::int64_t until_ns,
                         std::vector<Taken>& out) {
  const auto was = cursor();  // another reader may have moved it since the scan
  auto next = was;
  bool all = true;
  auto insert = file_.prepare("insert into pending(seq, owner, deliveries, until_ns) values (?, ?, 1, ?)");
  for (auto& entry : scan.matches) {
    if (entry.seq <= was) continue;
    if (out.size() == max) {
      all = false;
      break;
    }
    insert.with(entry.seq, reader, until_ns).run();
    next = entry.seq;
    out.push_back({std::move(entry), 1});
  }
  if (all) next = std::max(next, scan.looked_up_to);
  if (next > was) file_.prepare("update position set cursor = ? where one = 1").with(next).run();
}

std::size_t QueueFile::ack(std::int64_t reader, std::span<const std::uint64_t> seqs) {
  WriteTransaction transaction(file_);
  std::size_t had = 0;
  {
    auto remove = file_.prepare("delete from pending where seq = ? and owner = ?");
    for (auto seq : seqs) {
      remove.with(static_cast<std::int64_t>(seq), reader).run();
      had += static_cast<std::size_t>(file_.changes());
    }
  }
  transaction.commit();
  return had;
}

void QueueFile::durably(const std::function<void()>& work) {
  file_.synchronous(Sync::full);
  try {
    WriteTransaction transaction(file_);
    work();
    transaction.commit();
  } catch (...) {
    file_.synchronous(Sync::normal);
    throw;
  }
  file_.synchronous(Sync::normal);
}

bool QueueFile::reject(LogFile& log, std::int64_t reader, std::int64_t seq) {
  std::optional<Held> mine;
  durably([&] {
    mine = held(reader, seq);
    if (mine) bury(log, *mine, "rejected");
  });
  return mine.has_value();
}

bool QueueFile::release(LogFile& log, std::int64_t reader, std::int64_t seq) {
  std::optional<Held> mine;
  durably([&] {
    mine = held(reader, seq);
    if (mine) give_back(log, *mine);
  });
  return mine.has_value();
}

void QueueFile::leave(LogFile& log, std::int64_t reader) {
  durably([&] {
    for (const auto& one : all_held(reader)) give_back(log, one);
    file_.prepare("delete from readers where id = ?").with(reader).run();
  });
}

bool QueueFile::reclaim(LogFile& log, std::int64_t reader, std::int64_t now_ns) {
  std::vector<std::int64_t> others;
  {
    auto select = file_.prepare("select id from readers where id <> ?");
    select.with(reader);
    while (select.step()) others.push_back(select.integer(0));
  }
  std::erase_if(others, [&](auto other) { return !ReaderLock::gone(lock_file(other)); });
  for (auto other : others) leave(log, other);

  std::vector<Held> expired;
  {
    auto select = file_.prepare("select seq, deliveries from pending where owner <> 0 and until_ns < ?");
    select.with(now_ns);
    while (select.step()) expired.push_back({select.integer(0), static_cast<std::uint32_t>(select.integer(1))});
  }
  if (!expired.empty()) {
    durably([&] {
      for (const auto& one : expired) {
        auto still = file_.prepare("select 1 from pending where seq = ? and owner <> 0 and until_ns < ?");
        if (still.with(one.seq, now_ns).step()) give_back(log, one);
      }
    });
  }
  return !others.empty() || !expired.empty();
}

void QueueFile::give_back(LogFile& log, const Held& held) {
  if (held.deliveries >= queue_.delivery_limit) {
    bury(log, held, "delivery limit");
  } else {
    file_.prepare("update pending set owner = ? where seq = ?").with(kNobody, held.seq).run();
  }
}

void QueueFile::bury(LogFile& log, const Held& held, std::string_view reason) {
  if (auto entry = log.find(held.seq)) {
    const auto& m = entry->message;
    Logger("bus").warning("{}: message {} ({}) goes to the dead letters: {}", queue_.name, m.id, m.routing_key, reason);
    file_
        .prepare(
            "insert or replace into dead(seq, reason, deliveries, channel, routing_key, id, type, body)"
            " values (?, ?, ?, ?, ?, ?, ?, ?)")
        .with(held.seq, reason, std::int64_t{held.deliveries}, channel_name(entry->channel), m.routing_key, m.id,
              m.type, m.body)
        .run();
  }
  file_.prepare("delete from pending where seq = ?").with(held.seq).run();
}

std::optional<QueueFile::Held> QueueFile::held(std::int64_t reader, std::int64_t seq) {
  auto select = file_.prepare("select deliveries from pending where seq = ? and owner = ?");
  if (!select.with(seq, reader).step()) return std::nullopt;
  return Held{seq, static_cast<std::uint32_t>(select.integer(0))};
}

std::vector<QueueFile::Held> QueueFile::all_held(std::int64_t reader) {
  std::vector<Held> out;
  auto select = file_.prepare("select seq, deliveries from pending where owner = ?");
  select.with(reader);
  while (select.step()) out.push_back({select.integer(0), static_cast<std::uint32_t>(select.integer(1))});
  return out;
}

std::uint64_t QueueFile::held_by(std::int64_t reader) {
  auto count = file_.prepare("select count(*) from pending where owner = ?");
  count.with(reader).step();
  return static_cast<std::uint64_t>(count.integer(0));
}

std::uint64_t QueueFile::pending() {
  auto count = file_.prepare("select count(*) from pending");
  count.step();
  return static_cast<std::uint64_t>(count.integer(0));
}

std::uint64_t QueueFile::dead() {
  auto count = file_.prepare("select count(*) from dead");
  count.step();
  return static_cast<std::uint64_t>(count.integer(0));
}

std::int64_t QueueFile::cursor() {
  auto select = file_.prepare("select cursor from position where one = 1");
  return select.step() ? select.integer(0) : 0;
}

std::int64_t QueueFile::done_up_to() {
  ReadTransaction snapshot(file_);
  auto first = file_.prepare("select min(seq) from pending");
  first.step();
  const auto oldest = first.integer(0);  // 0 when there is none
  return oldest == 0 ? cursor() : std::min(cursor(), oldest - 1);
}

}  // namespace millwright::bus::embedded
