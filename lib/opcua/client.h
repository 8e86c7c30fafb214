#pragma once
// An OPC UA client session over open62541: encrypted (Basic256Sha256, Sign & Encrypt), signed in by user name, with
// subscriptions, events, method calls and history reads. Runs on the thread that calls run(); every other call is made
// from that same thread (from callbacks, or between two runs). Reconnects are the owner's business: on any
// `disconnected` answer, throw the client away and connect again. A server that is gone or silent is noticed within
// about two seconds of run(). What arrives while another call waits is kept and delivered by the next run().

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "lib/base/result.h"
#include "lib/contracts/value.h"

namespace millwright::opcua {

enum class ClientError {
  unreachable,   // no connection
  refused,       // certificate or user refused
  disconnected,  // was connected, is no more
  timeout,
  bad_status,  // the server answered with a Bad status code
  revised,     // the server did not grant the sampling, publishing or queue asked for
};

/// A node in the plant's namespace, by its string id: the path.
using NodePath = std::string;

struct ClientOptions {
  std::string url;  // "opc.tcp://127.0.0.1:4840"
  std::string user;
  std::string password;
  std::filesystem::path pki;    // lib/opcua/pki.h
  std::string certificate;      // own certificate's name in the pki: "bridge"
  std::string plant_namespace;  // "urn:millwright:plant:bottling"
  Duration timeout = 5s;
};

/// A structure of a companion specification as an argument: its binary encoding, and the node id of that encoding.
struct Structure {
  std::string ns;  // URI
  std::uint32_t encoding = 0;
  std::string bytes;
};
/// A text in one language, as the array of texts in several that companion specifications ask for; empty for none.
struct Texts {
  std::string text;
};

/// `status` is the call's own: what the server said of method and arguments; outputs are there only when it is Good.
/// A DateTime output is an integer, its unix_ns; 0 is the null time. A structure that is not of the standard is a text
/// of its bytes.
struct MethodAnswer {
  contracts::Quality status;
  std::vector<contracts::Value> outputs;
};

/// A field of an event, in the order of the select list; monostate for null, also for the null time. A ByteString
/// (EventId) or a structure is a text of its bytes, a NodeId (SourceNode, EventType) its path, or "i=…" in namespace 0.
using EventField = std::variant<std::monostate, contracts::Value, Timestamp>;
/// `server_time` is when the server took the sample (its ServerTimestamp).
using DataCallback = std::function<void(std::size_t item, const contracts::Sample& sample, Timestamp server_time)>;
using EventCallback = std::function<void(const std::vector<EventField>& fields)>;

/// Which event fields to ask for: a type in namespace 0 (numeric id) or the plant's namespace (string id), and a
/// browse path of names ("ActiveState", "Id"). An empty path asks for the NodeId of the node that fired: on type 2881
/// (AcknowledgeableConditionType) that is the ConditionId.
struct EventFieldSpec {
  std::variant<std::uint32_t, std::string> type;
  std::vector<std::pair<std::uint16_t, std::string>> path;  // {namespace: 0 standard, 1 plant's, 2 `companion`, name}
  std::string companion{};                                  // URI; where set, a numeric `type` is of it
};

class Client {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Client>, ClientError> connect(const ClientOptions& options);
  virtual ~Client() = default;

  /// Handles the network for up to `timeout`; callbacks run inside. `disconnected` when the session is gone.
  virtual Result<void, ClientError> run(Duration timeout) = 0;

  /// Subscribes to values; `sampling` 0 is by exception. Checks the revised parameters. Returns after the server has
  /// created all items; `failed` holds the indices of nodes it refused.
  struct Subscribed {
    std::vector<std::size_t> failed;
  };
  virtual Result<Subscribed, ClientError> subscribe(const std::vector<NodePath>& nodes, Duration publishing,
                                                    std::uint32_t queue, DataCallback callback) = 0;
  /// Events of the Server object (all of the plant's).
  virtual Result<void, ClientError> subscribe_events(const std::vector<EventFieldSpec>& fields, Duration publishing,
                                                     EventCallback callback) = 0;
  virtual Result<std::vector<contracts::Sample>, ClientError> read(const std::vector<NodePath>& nodes) = 0;
  /// A DateTime argument is a Timestamp, never text.
  using Argument = std::variant<contracts::Value, Timestamp, Structure, Texts>;
  virtual Result<MethodAnswer, ClientError> call(const NodePath& object, const NodePath& method,
                                                 const std::vector<Argument>& arguments) = 0;
  /// All raw samples with from <= source time < to, following continuation points.
  virtual Result<std::vector<contracts::Sample>, ClientError> history(const NodePath& node, Timestamp from,
                                                                      Timestamp to) = 0;
  /// Server clock minus own clock, from Server_ServerStatus_CurrentTime and the round trip; the error bound is half
  /// the round trip.
  struct Offset {
    Duration offset{};
    Duration bound{};
  };
  virtual Result<Offset, ClientError> clock_offset() = 0;
  /// Asks for all retained conditions once more (ConditionRefresh) on the subscription of subscribe_events: they come
  /// as events between RefreshStartEvent (i=2787) and RefreshEndEvent (i=2788). Other clients' refreshes are seen too.
  virtual Result<void, ClientError> refresh_conditions() = 0;
};

}  // namespace millwright::opcua
