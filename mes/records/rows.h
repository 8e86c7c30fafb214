#pragma once
// Rows read and written by description: a struct described with BOOST_DESCRIBE_STRUCT is a row, its members are the
// columns. No column is ever NULL (SOCI throws on NULL into a plain variable): an absent time is 0, an absent text ''.
// Runs on whichever thread holds the session; SOCI's exceptions pass through to Database::transaction().

#include <fmt/format.h>
#include <soci/soci.h>

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "lib/base/json.h"
#include "lib/store/database.h"

namespace millwright::mes {

/// How a member type lies in a column. Times are unix nanoseconds, flags 0 or 1, enums their names.
template <class T>
struct Stored;
template <>
struct Stored<std::string> {
  using Column = std::string;
  static Column to(const std::string& text) { return text; }
  static std::string from(const Column& text) { return text; }
};
template <>
struct Stored<double> {
  using Column = double;
  static Column to(double value) { return value; }
  static double from(Column value) { return value; }
};
template <class T>
  requires std::is_integral_v<T>
struct Stored<T> {
  using Column = long long;
  static Column to(T value) { return static_cast<Column>(value); }
  static T from(Column value) { return static_cast<T>(value); }
};
template <>
struct Stored<Timestamp> {
  using Column = long long;
  static Column to(Timestamp time) { return unix_ns(time); }
  static Timestamp from(Column ns) { return from_unix_ns(ns); }
};
template <>
struct Stored<std::optional<Timestamp>> {
  using Column = long long;
  static Column to(const std::optional<Timestamp>& time) { return time ? unix_ns(*time) : 0; }
  static std::optional<Timestamp> from(Column ns) {
    return ns == 0 ? std::nullopt : std::optional<Timestamp>(from_unix_ns(ns));
  }
};
template <>
struct Stored<std::optional<std::string>> {
  using Column = std::string;
  static Column to(const std::optional<std::string>& text) { return text.value_or(""); }
  static std::optional<std::string> from(const Column& text) {
    return text.empty() ? std::nullopt : std::optional<std::string>(text);
  }
};
template <class Kind>
struct Stored<Name<Kind>> {
  using Column = std::string;
  static Column to(const Name<Kind>& name) { return name.str(); }
  static Name<Kind> from(const Column& text) { return Name<Kind>(text); }
};
template <detail::DescribedEnum E>
struct Stored<E> {
  using Column = std::string;
  static Column to(E value) { return std::string(enum_name(value)); }
  static E from(const Column& text) { return enum_from_name<E>(text).value_or(E{}); }
};
template <std::size_t N>
struct Stored<char[N]> : Stored<std::string> {};
template <>
struct Stored<const char*> : Stored<std::string> {};

template <class T>
using ColumnOf = typename Stored<std::remove_cvref_t<T>>::Column;

namespace detail_rows {

template <class Row>
std::string columns() {
  std::string list;
  boost::mp11::mp_for_each<detail::MembersOf<Row>>(
      [&](auto member) { list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", member.name); });
  return list;
}

template <class Row, class Function>
auto with_members(Function function) {
  return [&]<template <class...> class List, class... Members>(List<Members...>) {
    return function(Members{}...);
  }(detail::MembersOf<Row>{});
}

template <class Bound>
void bind(soci::statement& statement, Bound& bound) {
  std::apply([&](auto&... value) { (statement.exchange(soci::use(value)), ...); }, bound);
}

}  // namespace detail_rows

/// Runs a statement with its parameters bound in order (`:a`, `:b` …, each name once). Returns the rows affected.
template <class... Parameters>
long long execute(store::Session& sql, const std::string& text, const Parameters&... parameters) {
  std::tuple<ColumnOf<Parameters>...> bound{Stored<Parameters>::to(parameters)...};
  soci::statement statement(sql);
  detail_rows::bind(statement, bound);
  statement.alloc();
  statement.prepare(text);
  statement.define_and_bind();
  statement.execute(true);
  return statement.get_affected_rows();
}

/// Any query: the types of its columns are named by the caller.
template <class... Columns, class... Parameters>
std::vector<std::tuple<Columns...>> query(store::Session& sql, const std::string& text,
                                          const Parameters&... parameters) {
  std::tuple<ColumnOf<Parameters>...> bound{Stored<Parameters>::to(parameters)...};
  std::tuple<ColumnOf<Columns>...> row;
  soci::statement statement(sql);
  std::apply([&](auto&... column) { (statement.exchange(soci::into(column)), ...); }, row);
  detail_rows::bind(statement, bound);
  statement.alloc();
  statement.prepare(text);
  statement.define_and_bind();
  statement.execute(false);
  std::vector<std::tuple<Columns...>> out;
  while (statement.fetch()) {
    out.push_back([&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::tuple<Columns...>(Stored<Columns>::from(std::get<I>(row))...);
    }(std::index_sequence_for<Columns...>{}));
  }
  return out;
}

/// The one value of a query such as `select count(*) …`; nullopt when there is no row.
template <class Value, class... Parameters>
std::optional<Value> query_one(store::Session& sql, const std::string& text, const Parameters&... parameters) {
  auto rows = query<Value>(sql, text, parameters...);
  if (rows.empty()) return std::nullopt;
  return std::move(std::get<0>(rows.front()));
}

/// `select<Order>(sql, "mes_order where id = :id", id)`: whole rows.
template <class Row, class... Parameters>
std::vector<Row> select(store::Session& sql, const std::string& from, const Parameters&... parameters) {
  return detail_rows::with_members<Row>([&](auto... member) {
    const auto found = query<std::remove_cvref_t<decltype(std::declval<Row>().*member.pointer)>...>(
        sql, fmt::format("select {} from {}", detail_rows::columns<Row>(), from), parameters...);
    std::vector<Row> out;
    out.reserve(found.size());
    for (const auto& columns : found) {
      Row row;
      std::apply([&](const auto&... column) { ((row.*member.pointer = column), ...); }, columns);
      out.push_back(std::move(row));
    }
    return out;
  });
}

template <class Row, class... Parameters>
std::optional<Row> select_one(store::Session& sql, const std::string& from, const Parameters&... parameters) {
  auto rows = select<Row>(sql, from, parameters...);
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

/// Writes a row; `tail` says what happens when it is there already. True if it was written.
template <class Row>
bool insert(store::Session& sql, const std::string& table, const Row& row,
            const std::string& tail = "on conflict do nothing") {
  return detail_rows::with_members<Row>([&](auto... member) {
    std::string marks;
    ((marks += fmt::format("{}:{}", marks.empty() ? "" : ", ", member.name)), ...);
    return execute(sql,
                   fmt::format("insert into {} ({}) values ({}) {}", table, detail_rows::columns<Row>(), marks, tail),
                   row.*member.pointer...) > 0;
  });
}

}  // namespace millwright::mes
