#include "mes/erp/exchange.h"

#include "mes/records/derived_id.h"

namespace millwright::mes::erp {
namespace {

std::string lines_of(const std::vector<XmlFault>& findings) {
  std::string out;
  for (const auto& finding : findings) out += fmt::format("{}{}", out.empty() ? "" : "\n", to_text(finding));
  return out;
}

std::string orders_text(std::size_t count, std::string_view word) {
  return fmt::format("{} {} {}", count, count == 1 ? "order" : "orders", word);
}

std::string summary_of(const Applied& applied) {
  return fmt::format("{}, {} unchanged", orders_text(applied.created.size(), "created"), applied.unchanged.size());
}

std::string refusal_of(const std::vector<XmlFault>& faults) {
  return faults.size() == 1 ? to_text(faults.front())
                            : fmt::format("{} faults, the first in {}", faults.size(), to_text(faults.front()));
}

// Over, and what was said last, if anything, is not what is true now.
std::vector<orders::Order> orders_to_tell(store::Session& sql) {
  return select<orders::Order>(
      sql,
      "mes_order where state in ('Completed', 'Aborted', 'Cancelled', 'Closed') and not exists (select 1 from "
      "mes_erp_performance p where p.order_id = mes_order.id and p.state = mes_order.state and "
      "p.good = mes_order.counted_good + mes_order.corrected_good and "
      "p.scrap = mes_order.counted_scrap + mes_order.corrected_scrap and p.version = (select max(q.version) from "
      "mes_erp_performance q where q.order_id = mes_order.id)) order by completed, id limit 100");
}

}  // namespace

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations{{1, "messages of the ERP, its orders, and what it is told",
                                                          R"(create table mes_erp_message (
            id text primary key, received bigint not null, source text not null, "by" text not null,
            sender text not null, bod_id text not null, outcome text not null, summary text not null,
            findings text not null);
          create index mes_erp_message_by_time on mes_erp_message (received);
          create table mes_erp_order (
            order_id text primary key, request text not null, segment text not null, schedule text not null,
            content text not null, received bigint not null);
          create table mes_erp_performance (
            order_id text not null, version bigint not null, state text not null, good bigint not null,
            scrap bigint not null, made bigint not null, sent bigint not null, document text not null,
            primary key (order_id, version));
          create index mes_erp_performance_unsent on mes_erp_performance (made) where sent = 0)"}};
  return kMigrations;
}

Exchange::Answer Exchange::take(std::string_view text, const std::string& source, const std::string& by) {
  const auto reading = read_schedule(text);
  const auto now = writer_.clock().utc();
  ReceivedMessage message{derived_id("erp-message", fmt::format("{}|{}|{}", source, unix_ns(now), text)),
                          now,
                          source,
                          by,
                          reading.message.sender,
                          reading.message.bod_id,
                          {},
                          {},
                          {}};
  auto answer = decide(reading, message);
  if (answer.outcome == Outcome::unavailable) return answer;
  answer.confirmation = confirm_bod({derived_id("confirm", message.id), now, answer.outcome == Outcome::accepted,
                                     answer.summary, answer.faults, answer.notes, &reading.message});
  return answer;
}

// The whole message in one transaction, with its row and its line in the audit trail; a refused one leaves those alone.
Exchange::Answer Exchange::decide(const ScheduleReading& reading, const ReceivedMessage& message) {
  Applied applied;
  applied.faults = reading.faults;
  const auto record = [&](Transaction& transaction, bool accepted, const std::string& summary) -> MesResult<void> {
    auto row = message;
    row.outcome = accepted ? "accepted" : "refused";
    row.summary = summary;
    row.findings = lines_of(accepted ? applied.notes : applied.faults);
    insert(transaction.sql, "mes_erp_message", row);
    const auto written = audit_.append(
        transaction.sql, {0, transaction.now, message.by, "erp.schedule", message.source, row.outcome, summary});
    if (!written) return fail(MesError::storage, "the audit trail was not written: {}", written.error().message);
    transaction.changed("erp", message.id);
    return {};
  };
  Answer answer;
  if (applied.faults.empty()) {
    const auto written = writer_.write<void>([&](Transaction& transaction) -> MesResult<void> {
      applied = apply(transaction, definitions_.now(), reading.message);
      applied.notes.insert(applied.notes.begin(), reading.message.unused.begin(), reading.message.unused.end());
      if (!applied.faults.empty()) return fail(MesError::invalid, "it has faults");
      return record(transaction, true, summary_of(applied));
    });
    if (written) {
      answer.outcome = Outcome::accepted;
      answer.summary = summary_of(applied);
      answer.created = std::move(applied.created);
      answer.unchanged = std::move(applied.unchanged);
      answer.notes = std::move(applied.notes);
      return answer;
    }
    if (applied.faults.empty()) {
      answer.outcome = Outcome::unavailable;
      answer.summary = written.error().message;
      return answer;
    }
  }
  answer.faults = applied.faults;
  answer.notes = reading.message.unused;
  answer.summary = refusal_of(answer.faults);
  const auto noted =
      writer_.write<void>([&](Transaction& transaction) { return record(transaction, false, answer.summary); });
  if (!noted) {
    answer.outcome = Outcome::unavailable;
    answer.summary = noted.error().message;
  }
  return answer;
}

void Exchange::note_performance(Transaction& transaction, const orders::Order& order) const {
  auto& sql = transaction.sql;
  const auto newest = query_one<std::int64_t>(
      sql, "select coalesce(max(version), 0) from mes_erp_performance where order_id = :id", order.id);
  const auto* material = definitions_.now().find_material(order.material);
  Performance performance{{},
                          transaction.now,
                          newest.value_or(0) + 1,
                          order,
                          material == nullptr ? "H87" : material->unit,
                          select_one<RequestedOrder>(sql, "mes_erp_order where order_id = :id", order.id),
                          {}};
  performance.bod_id = derived_id("performance", fmt::format("{}|{}", order.id, performance.version));
  for (auto& lot : genealogy::list(sql, {.order = order.id}))
    if (lot.kind == "pallet") performance.lots.push_back(std::move(lot));
  performance.consumed = materials::consumed_for(sql, order.id);
  execute(sql,
          "insert into mes_erp_performance (order_id, version, state, good, scrap, made, sent, document) values "
          "(:id, :version, :state, :good, :scrap, :made, 0, :document)",
          order.id, performance.version, order.state, order.total_good(), order.total_scrap(), transaction.now,
          operations_performance(performance));
  transaction.changed("erp", order.id);
}

MesResult<std::size_t> Exchange::note_performances() {
  // Mostly there is nothing: then nothing is written and nobody waits for a turn.
  const auto any = writer_.database().query<bool>(
      [](store::Session& sql) -> store::StoreResult<bool> { return !orders_to_tell(sql).empty(); });
  if (!any) return fail(MesError::unavailable, "{}", any.error().message);
  if (!*any) return std::size_t{0};
  return writer_.write<std::size_t>([&](Transaction& transaction) -> MesResult<std::size_t> {
    const auto due = orders_to_tell(transaction.sql);
    for (const auto& order : due) note_performance(transaction, order);
    return due.size();
  });
}

MesResult<std::vector<PerformanceRecord>> Exchange::unsent() {
  auto found = writer_.database().query<std::vector<PerformanceRecord>>(
      [](store::Session& sql) -> store::StoreResult<std::vector<PerformanceRecord>> {
        return select<PerformanceRecord>(
            sql, "mes_erp_performance where sent = 0 order by made, order_id, version limit 100");
      });
  if (!found) return fail(MesError::unavailable, "{}", found.error().message);
  return std::move(*found);
}

MesResult<void> Exchange::mark_sent(const PerformanceRecord& record) {
  return writer_.write<void>([&](Transaction& transaction) -> MesResult<void> {
    execute(transaction.sql, "update mes_erp_performance set sent = :now where order_id = :id and version = :version",
            transaction.now, record.order_id, record.version);
    transaction.changed("erp", record.order_id);
    return {};
  });
}

MesResult<std::string> Exchange::document_of(const std::string& order) {
  auto found = writer_.database().query<std::optional<std::string>>(
      [&](store::Session& sql) -> store::StoreResult<std::optional<std::string>> {
        return query_one<std::string>(
            sql, "select document from mes_erp_performance where order_id = :id order by version desc limit 1", order);
      });
  if (!found) return fail(MesError::unavailable, "{}", found.error().message);
  if (!*found) return fail(MesError::not_found, "nothing is to be said of an order '{}' yet", order);
  return std::move(**found);
}

MesResult<std::string> Exchange::document_of(const PerformanceRecord& record) {
  auto found = writer_.database().query<std::optional<std::string>>(
      [&](store::Session& sql) -> store::StoreResult<std::optional<std::string>> {
        return query_one<std::string>(
            sql, "select document from mes_erp_performance where order_id = :id and version = :version",
            record.order_id, record.version);
      });
  if (!found) return fail(MesError::unavailable, "{}", found.error().message);
  if (!*found) return fail(MesError::not_found, "there is no performance of '{}'", record.order_id);
  return std::move(**found);
}

std::vector<ReceivedMessage> received_messages(store::Session& sql) {
  return select<ReceivedMessage>(sql, "mes_erp_message order by received desc, id limit 200");
}

std::vector<PerformanceRecord> performances(store::Session& sql) {
  return select<PerformanceRecord>(sql, "mes_erp_performance order by made desc, order_id, version limit 200");
}

}  // namespace millwright::mes::erp
