#pragma once
// The processes of an installation, their command lines, and what they are told by the environment because it may hold
// a password: the URLs of bus and database. The order is that of the data's way up: they are started in it and stopped
// against it.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/ports.h"
#include "cli/supervisor/child_process.h"

namespace millwright::cli {

struct Installation {
  std::filesystem::path programs;  // folder of the executables
  std::filesystem::path web;       // folder of the web applications; one that does not exist is left out
  std::filesystem::path plant;
  std::filesystem::path data;
  Ports ports;
  std::string bus;                      // URL; empty for the embedded one in `data`
  std::string database;                 // URL of the MES's database; empty for SQLite in `data`
  bool simulated_line = true;           // millwright-plc is the plant's connection plc1
  std::optional<std::uint64_t> seed{};  // of the simulated line
  int line_speed = 1;                   // how many times as fast as real time the simulated line works
};

[[nodiscard]] std::vector<ChildSpec> children_of(const Installation& installation);

}  // namespace millwright::cli
