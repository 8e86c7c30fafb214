#include "lib/store/fault.h"

#include <libpq-fe.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>

namespace millwright::store {
namespace {

Fault sqlite_fault(const soci::sqlite3_soci_error& error) {
  Fault fault{.error = StoreError::failed, .again = false, .broken = false, .message = error.get_error_message()};
  switch (error.result() & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      fault.error = StoreError::busy;
      fault.again = true;
      break;
    case SQLITE_CONSTRAINT:
      fault.error = StoreError::constraint;
      break;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_READONLY:
      fault.error = StoreError::unavailable;
      break;
    default:
      break;
  }
  return fault;
}

/// Classes of SQLSTATE: PostgreSQL 15, appendix A.
Fault postgresql_fault(const soci::postgresql_soci_error& error, Session& sql) {
  Fault fault{.error = StoreError::failed, .again = false, .broken = false, .message = error.get_error_message()};
  const auto state = error.sqlstate();
  auto* backend = static_cast<soci::postgresql_session_backend*>(sql.get_backend());
  if (backend == nullptr || backend->conn_ == nullptr || PQstatus(backend->conn_) != CONNECTION_OK ||
      state.starts_with("08") || state.starts_with("57P")) {
    fault.error = StoreError::unavailable;
    fault.again = fault.broken = true;
  } else if (state == "40001" || state == "40P01" || state == "55P03") {
    fault.error = StoreError::busy;
    fault.again = true;
  } else if (state.starts_with("23")) {
    fault.error = StoreError::constraint;
  } else if (state.starts_with("53")) {
    fault.error = StoreError::unavailable;
  }
  return fault;
}

}  // namespace

Fault fault_of(const std::exception& error, Session& sql, Dialect dialect) {
  if (const auto* e = dynamic_cast<const soci::sqlite3_soci_error*>(&error)) return sqlite_fault(*e);
  if (const auto* e = dynamic_cast<const soci::postgresql_soci_error*>(&error)) return postgresql_fault(*e, sql);
  Fault fault{.error = StoreError::failed, .again = false, .broken = false, .message = error.what()};
  // libpq reports a connection that is gone without an SQLSTATE, and SOCI then throws its plain exception.
  if (dialect == Dialect::postgresql && dynamic_cast<const soci::soci_error*>(&error) != nullptr) {
    auto* backend = static_cast<soci::postgresql_session_backend*>(sql.get_backend());
    if (backend == nullptr || backend->conn_ == nullptr || PQstatus(backend->conn_) != CONNECTION_OK) {
      fault.error = StoreError::unavailable;
      fault.again = fault.broken = true;
    }
  }
  return fault;
}

}  // namespace millwright::store
