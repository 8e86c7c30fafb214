#pragma once
// The door to the ERP: takes its schedules, confirms each, and keeps what is to be told of the orders that are over
// until it is told. Owned by main(); every function from any thread. What it is given must outlive it.

#include <optional>
#include <string>
#include <vector>

#include "lib/accounts/audit.h"
#include "mes/definition_changes/definitions.h"
#include "mes/erp/messages.h"

namespace millwright::mes::erp {

/// A message that came in, as it is kept.
struct ReceivedMessage {
  std::string id{};
  Timestamp received{};
  std::string source{};  // "folder schedule.xml", "http"
  std::string by{};
  std::string sender{};  // LogicalID of the ERP
  std::string bod_id{};
  std::string outcome{};  // accepted, refused
  std::string summary{};
  std::string findings{};  // faults of a refused one, notes of an accepted one; one a line
};
BOOST_DESCRIBE_STRUCT(ReceivedMessage, (), (id, received, source, by, sender, bod_id, outcome, summary, findings))

/// A performance that was said or is to be said.
struct PerformanceRecord {
  std::string order_id{};
  std::int64_t version = 1;
  std::string state{};
  std::int64_t good = 0;
  std::int64_t scrap = 0;
  Timestamp made{};
  std::optional<Timestamp> sent{};  // written to the folder
};
BOOST_DESCRIBE_STRUCT(PerformanceRecord, (), (order_id, version, state, good, scrap, made, sent))

[[nodiscard]] const std::vector<store::Migration>& migrations();

class Exchange {
 public:
  Exchange(Writer& writer, const Definitions& definitions, accounts::AuditTrail& audit)
      : writer_(writer), definitions_(definitions), audit_(audit) {}

  enum class Outcome {
    accepted,     // all of it is in, or was already
    refused,      // none of it is in; the faults say why
    unavailable,  // the database cannot take it now: nothing was decided, try again
  };
  struct Answer {
    Outcome outcome = Outcome::refused;
    std::vector<std::string> created{};
    std::vector<std::string> unchanged{};
    std::vector<XmlFault> faults{};
    std::vector<XmlFault> notes{};
    std::string summary{};
    std::string confirmation{};  // ConfirmBOD
  };
  /// One message, in one transaction. `source` and `by` are for the record.
  [[nodiscard]] Answer take(std::string_view text, const std::string& source, const std::string& by);

  /// Writes down what is to be said of orders that are over, where it was not said yet or is not true any more.
  MesResult<std::size_t> note_performances();
  /// Told ones are not told again; oldest first.
  [[nodiscard]] MesResult<std::vector<PerformanceRecord>> unsent();
  MesResult<void> mark_sent(const PerformanceRecord& record);
  /// The newest version's document.
  [[nodiscard]] MesResult<std::string> document_of(const std::string& order);
  [[nodiscard]] MesResult<std::string> document_of(const PerformanceRecord& record);

  [[nodiscard]] Writer& writer() { return writer_; }

 private:
  Answer decide(const ScheduleReading& reading, const ReceivedMessage& message);
  void note_performance(Transaction& transaction, const orders::Order& order) const;

  Writer& writer_;
  const Definitions& definitions_;
  accounts::AuditTrail& audit_;
};

/// Newest first, 200 at most.
[[nodiscard]] std::vector<ReceivedMessage> received_messages(store::Session& sql);
[[nodiscard]] std::vector<PerformanceRecord> performances(store::Session& sql);

}  // namespace millwright::mes::erp
