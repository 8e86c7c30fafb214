#include "lib/bus/embedded/log_file.h"

#include <algorithm>

namespace millwright::bus::embedded {
namespace {

constexpr std::int64_t kRowsPerScan = 4096;

std::int64_t number_of(Channel channel) { return channel == Channel::events ? 0 : 1; }
Channel channel_of(std::int64_t number) { return number == 0 ? Channel::events : Channel::commands; }

}  // namespace

LogFile::LogFile(const std::filesystem::path& folder) : file_(folder / "log.db", Sync::full) { create(); }

void LogFile::create() {
  {
    auto version = file_.prepare("pragma user_version");
    version.step();
    if (version.integer(0) == 1) return;
  }
  WriteTransaction transaction(file_);
  // autoincrement: a sequence number is never used twice, not even when the log has been emptied.
  file_.run(
      "create table if not exists messages(seq integer primary key autoincrement, channel integer not null,"
      "  routing_key text not null, id text not null, type text not null, body blob not null);"
      "create table if not exists queues(name text primary key, delivery_limit integer not null,"
      "  starts_after integer not null) without rowid;"
      "create table if not exists bindings(queue text not null, channel integer not null, pattern text not null,"
      "  since integer not null, primary key(queue, channel, pattern)) without rowid;"
      "pragma user_version=1");
  transaction.commit();
}

void LogFile::append(std::span<const Batch> batches) {
  WriteTransaction transaction(file_);
  {
    auto insert = file_.prepare("insert into messages(channel, routing_key, id, type, body) values (?, ?, ?, ?, ?)");
    for (const auto& batch : batches) {
      for (const auto& m : batch.messages) {
        insert.with(number_of(batch.channel), m.routing_key, m.id, m.type, m.body).run();
      }
    }
  }
  transaction.commit();
}

std::int64_t LogFile::tail() {
  auto select = file_.prepare("select seq from sqlite_sequence where name = 'messages'");
  return select.step() ? select.integer(0) : 0;
}

std::optional<DeclaredQueue> LogFile::declare(const QueueSpec& spec, std::uint32_t& existing_limit) {
  WriteTransaction transaction(file_);
  auto known = queue(spec.name);
  if (known && known->delivery_limit != spec.delivery_limit) {
    existing_limit = known->delivery_limit;
    return std::nullopt;
  }
  const auto now = tail();
  if (!known) {
    known = DeclaredQueue{spec.name, spec.delivery_limit, now};
    file_.prepare("insert into queues(name, delivery_limit, starts_after) values (?, ?, ?)")
        .with(spec.name, std::int64_t{spec.delivery_limit}, now)
        .run();
  }
  {
    auto bind = file_.prepare("insert or ignore into bindings(queue, channel, pattern, since) values (?, ?, ?, ?)");
    for (const auto& pattern : spec.patterns) bind.with(spec.name, number_of(spec.channel), pattern, now).run();
  }
  transaction.commit();
  return known;
}

std::vector<DeclaredQueue> LogFile::queues() {
  std::vector<DeclaredQueue> out;
  auto select = file_.prepare("select name, delivery_limit, starts_after from queues");
  while (select.step()) {
    out.push_back({select.text(0), static_cast<std::uint32_t>(select.integer(1)), select.integer(2)});
  }
  return out;
}

std::optional<DeclaredQueue> LogFile::queue(const std::string& name) {
  auto select = file_.prepare("select name, delivery_limit, starts_after from queues where name = ?");
  if (!select.with(name).step()) return std::nullopt;
  return DeclaredQueue{select.text(0), static_cast<std::uint32_t>(select.integer(1)), select.integer(2)};
}

std::vector<LogFile::Binding> LogFile::bindings(const std::string& queue) {
  std::vector<Binding> out;
  auto select = file_.prepare("select channel, pattern, since from bindings where queue = ?");
  select.with(queue);
  while (select.step()) out.push_back({channel_of(select.integer(0)), select.text(1), select.integer(2)});
  return out;
}

LogFile::Scan LogFile::scan(const std::string& queue, std::int64_t after, std::size_t max) {
  ReadTransaction snapshot(file_);  // a binding and the messages it counts for are seen together
  const auto bound = bindings(queue);
  Scan out{.matches = {}, .looked_up_to = after, .more = false};
  auto select = file_.prepare(
      "select seq, channel, routing_key, id, type, body from messages where seq > ? order by seq limit ?");
  select.with(after, kRowsPerScan);
  std::int64_t rows = 0;
  while (select.step()) {
    LogEntry entry{.seq = select.integer(0), .channel = channel_of(select.integer(1)), .message = {}};
    entry.message.routing_key = select.text(2);
    const bool matches = std::ranges::any_of(bound, [&](const Binding& b) {
      return b.channel == entry.channel && b.since < entry.seq && topic_matches(b.pattern, entry.message.routing_key);
    });
    if (matches && out.matches.size() == max) {
      out.more = true;
      return out;
    }
    out.looked_up_to = entry.seq;
    ++rows;
    if (!matches) continue;
    entry.message.id = select.text(3);
    entry.message.type = select.text(4);
    entry.message.body = select.text(5);
    out.matches.push_back(std::move(entry));
  }
  out.more = rows == kRowsPerScan;
  return out;
}

std::optional<LogEntry> LogFile::find(std::int64_t seq) {
  auto select = file_.prepare("select channel, routing_key, id, type, body from messages where seq = ?");
  if (!select.with(seq).step()) return std::nullopt;
  return LogEntry{
      .seq = seq,
      .channel = channel_of(select.integer(0)),
      .message = {.id = select.text(2), .routing_key = select.text(1), .type = select.text(3), .body = select.text(4)}};
}

std::uint64_t LogFile::count_matches(const std::string& queue, std::int64_t after) {
  ReadTransaction snapshot(file_);
  const auto bound = bindings(queue);
  auto select = file_.prepare("select seq, channel, routing_key from messages where seq > ?");
  select.with(after);
  std::uint64_t count = 0;
  while (select.step()) {
    const auto seq = select.integer(0);
    const auto channel = channel_of(select.integer(1));
    const auto key = select.text(2);
    count += std::ranges::any_of(bound,
                                 [&](const Binding& b) {
                                   return b.channel == channel && b.since < seq && topic_matches(b.pattern, key);
                                 })
                 ? 1
                 : 0;
  }
  return count;
}

std::size_t LogFile::erase(std::int64_t up_to, std::size_t max) {
  WriteTransaction transaction(file_);
  file_.prepare("delete from messages where seq in (select seq from messages where seq <= ? order by seq limit ?)")
      .with(up_to, static_cast<std::int64_t>(max))
      .run();
  const auto erased = static_cast<std::size_t>(file_.changes());
  transaction.commit();
  return erased;
}

std::uint64_t LogFile::size() {
  auto count = file_.prepare("select count(*) from messages");
  count.step();
  return static_cast<std::uint64_t>(count.integer(0));
}

}  // namespace millwright::bus::embedded
