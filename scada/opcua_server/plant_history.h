#pragma once
// The plant's archive behind OPC UA's HistoryRead and HistoryUpdate. What is changed of the past, and what is refused
// to be, is told to the audit trail. Runs on the OPC UA server's thread.

#include "lib/accounts/audit.h"
#include "lib/base/log.h"
#include "lib/opcua/history_access.h"
#include "plant/model.h"
#include "scada/historian/archive.h"

namespace millwright::scada::opcua_server {

class PlantHistory final : public opcua::HistoryAccess {
 public:
  template <class T>
  using Answer = Result<T, opcua::StatusCode>;

  /// All of these outlive it.
  PlantHistory(const plant::Plant& plant, historian::Archive& archive, accounts::AuditTrail& audit, const Clock& clock)
      : plant_(plant), archive_(archive), audit_(audit), clock_(clock) {}

  [[nodiscard]] bool keeps(const std::string& node) const override;
  [[nodiscard]] bool may_edit(const opcua::SessionUser& user) const override;
  [[nodiscard]] Answer<std::vector<contracts::Sample>> raw(const std::string& node, Timestamp from, Timestamp to,
                                                           std::size_t limit, opcua::Order order) const override;
  [[nodiscard]] Answer<std::vector<opcua::HistoryValue>> at_time(const std::string& node,
                                                                 const std::vector<Timestamp>& times,
                                                                 bool use_simple_bounds) const override;
  [[nodiscard]] Answer<opcua::ProcessedPage> processed(const std::string& node,
                                                       const opcua::ProcessedQuery& query) const override;
  [[nodiscard]] Answer<std::vector<opcua::StatusCode>> update(const opcua::SessionUser& user, const std::string& node,
                                                              opcua::PerformUpdate how,
                                                              const std::vector<opcua::HistoryValue>& values) override;
  [[nodiscard]] opcua::StatusCode remove(const opcua::SessionUser& user, const std::string& node, Timestamp from,
                                         Timestamp to) override;

 private:
  struct Kept {
    const plant::Tag& tag;
    historian::TagId id;
  };
  struct Edit;

  /// nullopt where the plant file does not keep it.
  [[nodiscard]] std::optional<Kept> find(const std::string& node) const;
  [[nodiscard]] Answer<Edit> judge(const Kept& kept, opcua::PerformUpdate how,
                                   const std::vector<opcua::HistoryValue>& values) const;
  [[nodiscard]] Answer<std::optional<contracts::Sample>> stored_at(const Kept& kept, Timestamp time) const;
  /// False, and told in the log, where the row could not be written.
  bool audit(const opcua::SessionUser& user, const std::string& action, const std::string& node,
             const std::string& outcome, const std::string& detail);

  const Logger log_{"opcua"};
  const plant::Plant& plant_;
  historian::Archive& archive_;
  accounts::AuditTrail& audit_;
  const Clock& clock_;
};

}  // namespace millwright::scada::opcua_server
