#pragma once
// What an exception of SOCI means: for the caller (StoreError) and for the retry.

#include <exception>
#include <string>

#include "lib/store/database.h"

namespace millwright::store {

struct Fault {
  StoreError error = StoreError::failed;
  bool again = false;   // the same work may succeed in a new transaction
  bool broken = false;  // the session is of no more use
  std::string message;
};

/// Names the exception being handled; `sql` is the session it came through.
[[nodiscard]] Fault fault_of(const std::exception& error, Session& sql, Dialect dialect);

}  // namespace millwright::store
