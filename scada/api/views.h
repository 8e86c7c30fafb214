#pragma once
// Shapes that both the routes and the live socket send.

#include "scada/control/controller.h"

namespace millwright::scada::api {

struct AuthorityView {
  std::string equipment;
  std::string authority;  // "local", "operator", "remote"
  std::string by;         // empty where nobody ever set it
  Timestamp at{};
};
BOOST_DESCRIBE_STRUCT(AuthorityView, (), (equipment, authority, by, at))

[[nodiscard]] AuthorityView view(const control::AuthorityChange& change);

}  // namespace millwright::scada::api
