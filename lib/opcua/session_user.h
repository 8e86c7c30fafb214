#pragma once
// Who is signed in on a session of the server.

#include <set>
#include <string>

namespace millwright::opcua {

struct SessionUser {
  std::string name;
  std::set<std::string> roles;
};

}  // namespace millwright::opcua
