// Definitions as people change them: a draft, checked as the plant's file is, that its author may amend and another
// person approves.

#include <charconv>

#include "lib/base/yaml_json.h"
#include "mes/api/serving.h"
#include "mes/definition_changes/changes.h"

namespace millwright::mes::api {
namespace {

using definition_changes::DefinitionChange;
using definition_changes::EarlierRevision;

struct ChangeView : DefinitionChange {
  json::value sections;  // what `content` says, as JSON; null where it is too much to be told so
};
BOOST_DESCRIBE_STRUCT(ChangeView, (DefinitionChange), (sections))

ChangeView view_of(store::Session& /*sql*/, const DefinitionChange& change) {
  return {change, yaml_as_json(change.content).value_or(nullptr)};
}

struct ChangeRequest {
  std::optional<std::string> id{};  // the same again changes nothing
  std::string title;
  std::string content;  // sections of definitions, in the master data file's format: YAML or JSON
};
BOOST_DESCRIBE_STRUCT(ChangeRequest, (), (id, title, content))

HttpResult<ChangeView> draft(const Parts& parts, const Call& call, const ChangeRequest& request) {
  return changing_one(
      parts, call, {"definitions.draft", request.id.value_or(""), request.title},
      [&](Transaction& transaction) {
        return definition_changes::draft(transaction, parts.definitions, {request.id, request.title, request.content},
                                         call.identity.user);
      },
      view_of);
}

struct AmendRequest {
  std::int64_t revision = 0;  // that was read; the same amendment again changes nothing
  std::string title;
  std::string content;
};
BOOST_DESCRIBE_STRUCT(AmendRequest, (), (revision, title, content))

HttpResult<ChangeView> amend(const Parts& parts, const Call& call, const AmendRequest& request) {
  const auto& id = call.parameters.at("id");
  const auto detail = fmt::format("revision {}: {}", request.revision, request.title);
  return changing_one(
      parts, call, {"definitions.amend", id, detail},
      [&](Transaction& transaction) {
        return definition_changes::amend(transaction, parts.definitions, id,
                                         {request.revision, request.title, request.content}, call.identity.user);
      },
      view_of);
}

/// That the approver saw; a change that nobody amended has one alone.
HttpResult<std::int64_t> revision_seen(const Call& call) {
  const auto text = call.find("revision");
  if (!text) return 1;
  std::int64_t revision = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), revision);
  if (error != std::errc{} || end != text->data() + text->size() || revision < 1)
    return http::bad_request("revision: expected a whole number from 1");
  return revision;
}

// Here at once; another process of the MES follows with the next event that it takes.
HttpResult<ChangeView> approve(const Parts& parts, const Call& call) {
  const auto& id = call.parameters.at("id");
  const auto revision = revision_seen(call);
  if (!revision) return std::unexpected(revision.error());
  const auto detail = fmt::format("revision {}", *revision);
  auto change = changing_one(
      parts, call, {"definitions.approve", id, detail},
      [&](Transaction& transaction) {
        return definition_changes::approve(transaction, parts.definitions, id, *revision, call.identity.user);
      },
      view_of);
  if (!change) return change;
  const auto in_force = reading<Nothing>(parts, [&](store::Session& sql) -> MesResult<Nothing> {
    if (auto kept = definition_changes::keep_up(sql, parts.definitions); !kept)
      return std::unexpected(std::move(kept.error()));
    return Nothing{};
  });
  if (!in_force) return std::unexpected(in_force.error());
  return change;
}

HttpResult<std::vector<EarlierRevision>> earlier(const Parts& parts, const Call& call) {
  const auto& id = call.parameters.at("id");
  return reading<std::vector<EarlierRevision>>(parts,
                                               [&](store::Session& sql) -> MesResult<std::vector<EarlierRevision>> {
                                                 if (!definition_changes::find(sql, id))
                                                   return fail(MesError::not_found, "there is no change '{}'", id);
                                                 return definition_changes::earlier_revisions(sql, id);
                                               });
}

HttpResult<ChangeView> withdraw(const Parts& parts, const Call& call) {
  const auto& id = call.parameters.at("id");
  return changing_one(
      parts, call, {"definitions.withdraw", id, ""},
      [&](Transaction& transaction) { return definition_changes::withdraw(transaction, id, call.identity.user); },
      view_of);
}

}  // namespace

void add_definition_change_routes(http::Router& router, const Parts& parts) {
  router.add<Nothing, std::vector<ChangeView>>(
      {Method::get,
       "/api/v1/definitions/changes",
       "Changes of definitions, newest first",
       Access::signed_in(),
       {},
       200},
      [parts](const Call&) { return read_all(parts, definition_changes::all, view_of); });
  router.add<Nothing, ChangeView>(
      {Method::get, "/api/v1/definitions/changes/{id}", "One change of definitions", Access::signed_in(), {}, 200},
      [parts](const Call& call) { return read_one(parts, call, "change", definition_changes::find, view_of); });
  router.add<Nothing, std::vector<EarlierRevision>>({Method::get,
                                                     "/api/v1/definitions/changes/{id}/revisions",
                                                     "What a change said before it was amended, oldest first",
                                                     Access::signed_in(),
                                                     {},
                                                     200},
                                                    [parts](const Call& call) { return earlier(parts, call); });
  router.add<ChangeRequest, ChangeView>(
      {Method::post,
       "/api/v1/definitions/changes",
       "Draft a change of materials, bills, equipment classes, routings, changeovers or calendars; it is refused with "
       "every fault located",
       Access::any_of({"planner", "manager", "admin"}),
       {},
       201},
      [parts](const Call& call, const ChangeRequest& request) { return draft(parts, call, request); });
  router.add<AmendRequest, ChangeView>(
      {Method::put,
       "/api/v1/definitions/changes/{id}",
       "Amend a draft of one's own; checked as a new one is, and refused if it was amended or decided since",
       Access::any_of({"planner", "manager", "admin"}),
       {},
       200},
      [parts](const Call& call, const AmendRequest& request) { return amend(parts, call, request); });
  router.add<Nothing, ChangeView>({Method::post,
                                   "/api/v1/definitions/changes/{id}/approve",
                                   "Put a draft in force; not by the one who wrote it",
                                   Access::any_of({"manager", "admin"}),
                                   {{"revision", "that was looked at, 1 unless given: no other is approved"}},
                                   200},
                                  [parts](const Call& call) { return approve(parts, call); });
  router.add<Nothing, ChangeView>({Method::post,
                                   "/api/v1/definitions/changes/{id}/withdraw",
                                   "Take a draft back",
                                   Access::any_of({"planner", "manager", "admin"}),
                                   {},
                                   200},
                                  [parts](const Call& call) { return withdraw(parts, call); });
}

}  // namespace millwright::mes::api
