#pragma once
// OPC 10031-4 (ISA-95 Job Control v2) between its C structures and ours: both sides of the wire use it, SCADA's server
// for what it is sent and shows, the bridge for what it sends and reads. Of an order only what Millwright acts on is
// taken apart; `encoded` keeps the whole. Pure but for add_nodes().

#include <open62541/server.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/opcua/ua.h"

namespace millwright::opcua::job_control {

inline constexpr std::string_view kNamespace = "http://opcfoundation.org/UA/ISA95-JOBCONTROL_V2/";

/// Node ids of the NodeSet, in its own namespace.
namespace id {
inline constexpr std::uint32_t kReceiverType = 1002;           // ISA95JobOrderReceiverObjectType
inline constexpr std::uint32_t kReceiverSubStatesType = 1008;  // …SubStatesType, a subtype of it
inline constexpr std::uint32_t kResponseProviderType = 1003;   // ISA95JobResponseProviderObjectType
inline constexpr std::uint32_t kStatusEventType = 1006;        // ISA95JobOrderStatusEventType
inline constexpr std::uint32_t kJobOrder = 3008;               // data types
inline constexpr std::uint32_t kJobOrderEncoding = 5014;       // its binary encoding
inline constexpr std::uint32_t kJobOrderAndState = 3015;
inline constexpr std::uint32_t kJobResponse = 3013;
inline constexpr std::uint32_t kState = 3006;
inline constexpr std::uint32_t kFirstState = 5063;  // of kReceiverSubStatesType: NotAllowedToStart, and on by number
}  // namespace id

struct Parameter {
  std::string id;
  contracts::Value value{0.0};
};

struct Material {
  std::string definition;
  std::string use;       // ISA-95 Part 2: "Produced", "Consumed" …
  std::string quantity;  // decimal
  std::string unit;
};

struct Order {
  std::string id;
  std::string description;
  std::string work_master;
  std::int32_t priority = 0;
  std::vector<Parameter> parameters;
  std::vector<Material> materials;
  std::string encoded;  // the binary encoding of all of it
};

struct StateOf {
  std::uint32_t number = 0;  // the standard's StateNumber
  std::string text;
  std::string substate;  // empty for none
  std::uint32_t sub_number = 0;
  std::string submachine;  // browse name of the substate's machine: "InterruptedSubstates"
};

struct Response {
  std::string id;
  std::string job_order;
  std::string description;
  std::optional<Timestamp> start, end;
  StateOf state;
  std::vector<Parameter> data;
  std::vector<Material> materials;
};

/// Names of a response's data, beside those of the order's parameters, whose value is what they read back as.
namespace data {
inline constexpr const char* kGood = "GoodCount";
inline constexpr const char* kScrap = "ScrapCount";
inline constexpr const char* kGaps = "CountGaps";
inline constexpr const char* kGap = "CountGap";
inline constexpr const char* kReason = "Reason";
}  // namespace data

inline constexpr std::string_view kProduced = "Produced";
/// What an order makes: its one material that is "Produced" (or "Material Produced"), in whole pieces. A quantity that
/// is missing, of several materials, or no whole number is 0.
struct Produced {
  std::string definition;
  std::string unit;
  std::int64_t quantity = 0;
};
[[nodiscard]] Produced produced(const std::vector<Material>& materials);

/// Adds the NodeSet to a server. Its namespace's index, or 0 and a status.
struct Added {
  std::uint16_t ns = 0;
  UA_StatusCode status = UA_STATUSCODE_GOOD;
};
[[nodiscard]] Added add_nodes(UA_Server* server);

/// The binary encoding of an order's fields; what has no field here is left out of it.
[[nodiscard]] std::string encode(const Order& order);
/// nullopt for bytes that are no order.
[[nodiscard]] std::optional<Order> decode_order(std::string_view bytes);
[[nodiscard]] std::optional<Order> order_in(const UA_Variant& variant);
[[nodiscard]] std::string encode(const Response& response);
[[nodiscard]] std::optional<Response> decode_response(std::string_view bytes);
/// States of an array of ISA95StateDataType, or of one; nullopt for anything else.
[[nodiscard]] std::optional<StateOf> state_in(const UA_Variant& variant);

/// For properties, variables and answers. An order goes out as it came in: from `encoded`.
[[nodiscard]] Owned<UA_Variant> order_variant(const std::string& encoded);
[[nodiscard]] Owned<UA_Variant> response_variant(const Response& response);
[[nodiscard]] Owned<UA_Variant> responses_variant(const std::vector<Response>& responses);
[[nodiscard]] Owned<UA_Variant> states_variant(const StateOf& state);
struct OrderAndState {
  std::string encoded;
  StateOf state;
};
[[nodiscard]] Owned<UA_Variant> orders_variant(const std::vector<OrderAndState>& orders);

/// The comment that people read: of several languages the first.
[[nodiscard]] std::string comment_in(const UA_Variant& variant);

}  // namespace millwright::opcua::job_control
