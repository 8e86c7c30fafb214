#pragma once
// The files of a web application, from one folder and nothing beside it. Stateless; safe from any thread.

#include <filesystem>
#include <optional>
#include <string_view>

#include "lib/http/router.h"

namespace millwright::http {

/// The file a request path names, relative to the web folder; nullopt for anything that could lead elsewhere ("..",
/// hidden files, backslashes, broken escapes). "/" and paths whose last segment has no dot are "index.html".
[[nodiscard]] std::optional<std::filesystem::path> static_path(std::string_view request_path);
/// From the file's ending; "application/octet-stream" when unknown.
[[nodiscard]] std::string_view content_type_of(const std::filesystem::path& file);
/// Build tools put a hash of the content into the name ("assets/index-B4k2xQ9z.js"): such a file never changes.
[[nodiscard]] bool is_hashed_asset(const std::filesystem::path& relative);

class StaticFiles {
 public:
  explicit StaticFiles(std::filesystem::path folder);
  /// 200, 304 when `if_none_match` names the file's ETag, or 404.
  [[nodiscard]] HttpResult<RawResponse> serve(std::string_view request_path,
                                              std::optional<std::string_view> if_none_match) const;
  [[nodiscard]] bool empty() const { return folder_.empty(); }

 private:
  std::filesystem::path folder_;
};

}  // namespace millwright::http
