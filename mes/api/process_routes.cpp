// Workflows in BPMN: which there are, and where each that runs stands.

#include <set>

#include "mes/api/serving.h"

namespace millwright::mes::api {
namespace {

/// A process of the plant's files, with what became of its instances.
struct ProcessView {
  std::string id;
  std::string name;
  std::string version;
  std::string documentation;
  std::int64_t running = 0;
  std::int64_t completed = 0;
  std::int64_t terminated = 0;
  std::int64_t failed = 0;
};
BOOST_DESCRIBE_STRUCT(ProcessView, (), (id, name, version, documentation, running, completed, terminated, failed))

struct DiagramView {
  std::string id;
  std::string version;
  std::string name;
  std::string xml;
};
BOOST_DESCRIBE_STRUCT(DiagramView, (), (id, version, name, xml))

struct InstanceView {
  std::string id;
  std::string process;
  std::string version;
  std::string about;
  bpmn::InstanceState state = bpmn::InstanceState::running;
  Timestamp started{};
  std::optional<Timestamp> ended{};
  std::string incident;
  std::vector<std::string> at{};  // the nodes where it stands
};
BOOST_DESCRIBE_STRUCT(InstanceView, (), (id, process, version, about, state, started, ended, incident, at))

struct ActivityView {
  std::string node;
  std::string name;
  std::string action;
  json::value parameters;
  std::string state;
  std::string result;
  Timestamp started{};
  std::optional<Timestamp> ended{};
};
BOOST_DESCRIBE_STRUCT(ActivityView, (), (node, name, action, parameters, state, result, started, ended))

struct HistoryView {
  InstanceView instance;
  std::vector<workflow::Passage> passages;
  std::vector<ActivityView> activities;
};
BOOST_DESCRIBE_STRUCT(HistoryView, (), (instance, passages, activities))

InstanceView instance_view(store::Session&, const workflow::ProcessInstance& row) {
  InstanceView view{row.id, row.process, row.version, row.about, row.state, row.started, row.ended, row.incident};
  std::set<std::string> nodes;
  if (const auto body = from_json_text<bpmn::Instance>(row.body))
    for (const auto& token : body->tokens) nodes.insert(token.node);
  view.at.assign(nodes.begin(), nodes.end());
  return view;
}

HttpResult<std::vector<ProcessView>> processes(const Parts& parts) {
  return reading<std::vector<ProcessView>>(parts, [&](store::Session& sql) -> MesResult<std::vector<ProcessView>> {
    std::vector<ProcessView> views;
    for (const auto& process : parts.processes.library().current())
      views.push_back({process->id, process->name, process->version, process->documentation});
    for (const auto& [id, state, count] : query<std::string, bpmn::InstanceState, std::int64_t>(
             sql, "select process, state, count(*) from mes_process_instance group by process, state"))
      for (auto& view : views) {
        if (view.id != id) continue;
        auto& sum = state == bpmn::InstanceState::running      ? view.running
                    : state == bpmn::InstanceState::completed  ? view.completed
                    : state == bpmn::InstanceState::terminated ? view.terminated
                                                               : view.failed;
        sum = count;
      }
    return views;
  });
}

HttpResult<DiagramView> diagram(const Parts& parts, const Call& call) {
  const auto& id = call.parameters.at("id");
  const auto& version = call.parameters.at("version");
  return reading<DiagramView>(parts, [&](store::Session& sql) -> MesResult<DiagramView> {
    auto kept =
        select_one<workflow::ProcessVersion>(sql, "mes_process where id = :id and version = :version", id, version);
    if (!kept) return fail(MesError::not_found, "there is no process '{}' version {}", id, version);
    return DiagramView{kept->id, kept->version, kept->name, std::move(kept->text)};
  });
}

HistoryView history_view(store::Session& sql, const workflow::ProcessInstance& row) {
  HistoryView view{instance_view(sql, row), workflow::passages_of(sql, row.id), {}};
  for (auto& one : workflow::activities_of(sql, row.id)) {
    boost::system::error_code bad;
    auto parameters = json::parse(one.parameters, bad);
    view.activities.push_back({std::move(one.node), std::move(one.name), std::move(one.action), std::move(parameters),
                               std::move(one.state), std::move(one.result), one.started, one.ended});
  }
  return view;
}

HttpResult<std::vector<InstanceView>> instances(const Parts& parts, const Call& call) {
  const auto about = call.find("about");
  return read_all(
      parts,
      [&](store::Session& sql) {
        return about ? workflow::instances_about(sql, *about) : workflow::list_instances(sql);
      },
      instance_view);
}

}  // namespace

void add_process_routes(http::Router& router, const Parts& parts) {
  router.add<Nothing, std::vector<ProcessView>>(
      {Method::get, "/api/v1/processes", "The plant's workflows in BPMN", Access::signed_in(), {}, 200},
      [parts](const Call&) { return processes(parts); });
  router.add<Nothing, DiagramView>({Method::get,
                                    "/api/v1/processes/{id}/versions/{version}",
                                    "A workflow as it was drawn",
                                    Access::signed_in(),
                                    {},
                                    200},
                                   [parts](const Call& call) { return diagram(parts, call); });
  router.add<Nothing, std::vector<InstanceView>>({Method::get,
                                                  "/api/v1/process-instances",
                                                  "Workflows that run or ran, newest first",
                                                  Access::signed_in(),
                                                  {{"about", "those about one deviation"}},
                                                  200},
                                                 [parts](const Call& call) { return instances(parts, call); });
  router.add<Nothing, HistoryView>(
      {Method::get,
       "/api/v1/process-instances/{id}",
       "Where a workflow stands, and all that it did",
       Access::signed_in(),
       {},
       200},
      [parts](const Call& call) { return read_one(parts, call, "workflow", workflow::find_instance, history_view); });
}

}  // namespace millwright::mes::api
