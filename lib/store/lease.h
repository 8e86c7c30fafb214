#pragma once
// A row that says which process may do something, and until when. The time is the database's, so that processes on
// several machines agree. A holder on this machine whose process is gone is succeeded at once.

#include <string>

#include "lib/store/database.h"

namespace millwright::store {

/// Belongs to one thread.
class Lease {
 public:
  /// `table` must have the columns (name text primary key, holder text, until_ms bigint).
  Lease(Database& database, std::string table, std::string name, Duration length);

  /// True if this object holds the lease, taking or extending it as needed. Cheap while more than half is left.
  StoreResult<bool> hold();
  /// Gives it up, for the next to take at once.
  void release();

 private:
  Database& database_;
  std::string table_;
  std::string name_;
  Duration length_;
  std::string holder_;
  MonotonicTime renew_at_{};
};

}  // namespace millwright::store
