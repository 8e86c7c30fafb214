// OpenAPI 3.1 from the routes that are served.

#include <algorithm>
#include <cctype>

#include "lib/http/router.h"

namespace millwright::http {
namespace {

std::string_view method_key(Method method) {
  switch (method) {
    case Method::get:
      return "get";
    case Method::post:
      return "post";
    case Method::put:
      return "put";
    case Method::del:
      return "delete";
  }
  return "get";
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{'); }
std::string parameter_name(std::string_view segment) { return std::string(segment.substr(1, segment.size() - 2)); }

/// "/api/v1/alarms/{id}/acknowledge" by POST is post_alarms_by_id_acknowledge.
std::string operation_id(const Router::Entry& entry, std::set<std::string>& taken) {
  std::string id(method_key(entry.route.method));
  for (const auto& segment : entry.segments) {
    if (segment == "api" || segment == "v1") continue;
    id += is_parameter(segment) ? "_by_" + parameter_name(segment) : "_" + segment;
  }
  std::ranges::replace_if(id, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  std::string unique = id;
  for (int i = 2; !taken.insert(unique).second; ++i) unique = id + "_" + std::to_string(i);
  return unique;
}

json::array parameters_of(const Router::Entry& entry) {
  json::array list;
  const json::object text{{"type", "string"}};
  for (const auto& segment : entry.segments) {
    if (!is_parameter(segment)) continue;
    list.push_back(
        json::object{{"name", parameter_name(segment)}, {"in", "path"}, {"required", true}, {"schema", text}});
  }
  for (const auto& parameter : entry.route.query) {
    list.push_back(json::object{{"name", parameter.name},
                                {"in", "query"},
                                {"description", parameter.description},
                                {"required", parameter.required},
                                {"schema", text}});
  }
  return list;
}

json::object success_of(const Router::Entry& entry) {
  if (entry.websocket) return {{"description", "The connection becomes a WebSocket; frames are JSON texts."}};
  json::object response{{"description", "Success."}};
  const bool typed = entry.response_schema.has_value();
  const bool json_body = entry.response_type == "application/json";
  if (typed || !json_body)
    response["content"] =
        json::object{{entry.response_type, json::object{{"schema", typed ? *entry.response_schema : json::object{}}}}};
  return response;
}

json::object responses_of(const Router::Entry& entry) {
  const auto error = [](std::string_view name) -> json::object {
    return {{"$ref", "#/components/responses/" + std::string(name)}};
  };
  json::object responses;
  responses[entry.websocket ? "101" : std::to_string(entry.route.success_status)] = success_of(entry);
  const bool has_input = entry.request_schema || !entry.route.query.empty();
  if (has_input) responses["400"] = error("BadRequest");
  if (entry.route.access.kind != Access::Kind::anyone) responses["401"] = error("SignIn");
  if (entry.route.access.kind == Access::Kind::roles) responses["403"] = error("Forbidden");
  responses["default"] = error("Failure");
  return responses;
}

json::object operation_of(const Router::Entry& entry, std::set<std::string>& ids) {
  json::object operation{{"operationId", operation_id(entry, ids)}, {"summary", entry.route.summary}};
  if (auto parameters = parameters_of(entry); !parameters.empty()) operation["parameters"] = std::move(parameters);
  if (entry.request_schema) {
    operation["requestBody"] =
        json::object{{"required", true},
                     {"content", json::object{{"application/json", json::object{{"schema", *entry.request_schema}}}}}};
  }
  operation["responses"] = responses_of(entry);
  if (entry.route.access.kind == Access::Kind::anyone) {
    operation["security"] = json::array{};
  } else {
    operation["security"] =
        json::array{json::object{{"bearer", json::array{}}}, json::object{{"session", json::array{}}}};
  }
  if (entry.route.access.kind == Access::Kind::roles) {
    json::array roles;
    for (const auto& role : entry.route.access.roles) roles.push_back(json::value(role));
    operation["x-roles"] = std::move(roles);
  }
  if (entry.websocket) operation["x-websocket"] = true;
  return operation;
}

json::object error_response(std::string_view description) {
  const json::object schema{{"$ref", "#/components/schemas/Error"}};
  return {{"description", description},
          {"content", json::object{{"application/json", json::object{{"schema", schema}}}}}};
}

json::object components(std::string_view cookie) {
  const json::object text{{"type", "string"}};
  const json::object inner{{"type", "object"},
                           {"properties", json::object{{"code", text}, {"message", text}}},
                           {"required", json::array{"code", "message"}}};
  const json::object error{
      {"type", "object"}, {"properties", json::object{{"error", inner}}}, {"required", json::array{"error"}}};
  return {
      {"schemas", json::object{{"Error", error}}},
      {"responses", json::object{{"BadRequest", error_response("The request is wrong; the message says where.")},
                                 {"SignIn", error_response("No valid session or token.")},
                                 {"Forbidden", error_response("The caller has none of the roles needed.")},
                                 {"Failure", error_response("Any other failure.")}}},
      {"securitySchemes",
       json::object{{"bearer", json::object{{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}}},
                    {"session", json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", std::string(cookie)}}}}}};
}

}  // namespace

json::object Router::openapi(std::string_view cookie) const {
  json::object paths;
  std::set<std::string> ids;
  for (const auto& entry : entries_) {
    auto& path = paths[entry.route.path];
    if (!path.is_object()) path = json::object{};
    path.get_object()[method_key(entry.route.method)] = operation_of(entry, ids);
  }
  return {{"openapi", "3.1.0"},
          {"info", json::object{{"title", title_}, {"version", version_}}},
          {"servers", json::array{json::object{{"url", "/"}}}},
          {"paths", std::move(paths)},
          {"components", components(cookie)}};
}

}  // namespace millwright::http
