#pragma once
// The job objects of every line that takes jobs, of OPC 10031-4: <line>/JobOrderReceiver with its methods, its list and
// its state, <line>/JobResponseProvider with what became of each job, and the event of every change. Methods run on the
// OPC UA server's thread; update() and fire() on the event thread.

#include "lib/opcua/address_space.h"
#include "scada/jobs/jobs.h"

namespace millwright::scada::opcua_server {

class JobNodes {
 public:
  JobNodes(jobs::Jobs& jobs, const plant::Plant& plant) : jobs_(jobs), plant_(plant) {}

  /// Adds the NodeSet and the objects; after the plant's equipment.
  void add(UA_Server* server, opcua::AddressSpace& space);
  /// Shows the jobs of a line as they are now. A sentence when it failed.
  [[nodiscard]] std::string update(const contracts::EquipmentPath& line);
  [[nodiscard]] std::string fire(const jobs::Job& job, Timestamp now);

 private:
  void add_receiver(const plant::JobSettings& settings);
  void add_provider(const plant::JobSettings& settings);
  void add_event_type();
  void add_method(const std::string& receiver, const contracts::EquipmentPath& line, jobs::Cause method);
  opcua::MethodReply call(const contracts::EquipmentPath& line, jobs::Cause method, const opcua::MethodCall& call);
  opcua::MethodReply respond_by_id(const contracts::EquipmentPath& line, const opcua::MethodCall& call);
  opcua::MethodReply respond_by_state(const contracts::EquipmentPath& line, const opcua::MethodCall& call);
  void show_state(const std::string& receiver, const std::vector<jobs::Job>& jobs);

  jobs::Jobs& jobs_;
  const plant::Plant& plant_;
  UA_Server* server_ = nullptr;
  opcua::AddressSpace* space_ = nullptr;
  std::uint16_t ns_ = 0;  // of the NodeSet
};

}  // namespace millwright::scada::opcua_server
