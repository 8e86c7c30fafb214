#include "lib/http/static_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>

#include "lib/http/url.h"

namespace millwright::http {
namespace fs = std::filesystem;
namespace {

bool leads_elsewhere(const std::string& segment) {
  return segment.empty() || segment.front() == '.' || segment.find_first_of("/\\:") != std::string::npos;
}

// Links are followed before the comparison, so that none leads out of the folder.
std::optional<fs::path> inside(const fs::path& folder, const fs::path& relative) {
  std::error_code error;
  const auto root = fs::canonical(folder, error);
  if (error) return std::nullopt;
  const auto file = fs::canonical(root / relative, error);
  if (error || !fs::is_regular_file(file, error)) return std::nullopt;
  const auto [end, _] = std::mismatch(root.begin(), root.end(), file.begin(), file.end());
  if (end != root.end()) return std::nullopt;
  return file;
}

std::string etag_of(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  const auto written = fs::last_write_time(file, error).time_since_epoch().count();
  return fmt::format("\"{:x}-{:x}\"", size, written);
}

bool names(std::string_view if_none_match, std::string_view etag) {
  return if_none_match == "*" || if_none_match.find(etag) != std::string_view::npos;
}

}  // namespace

std::optional<fs::path> static_path(std::string_view request_path) {
  const auto segments = path_segments(request_path);
  if (!segments) return std::nullopt;
  fs::path relative;
  for (std::size_t i = 0; i < segments->size(); ++i) {
    const auto& segment = (*segments)[i];
    const bool last = i + 1 == segments->size();
    if (last && segment.find('.') == std::string::npos) return "index.html";
    if (leads_elsewhere(segment)) return std::nullopt;
    relative /= segment;
  }
  return relative;
}

std::string_view content_type_of(const fs::path& file) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kTypes{{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".webp", "image/webp"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".wasm", "application/wasm"},
      {".txt", "text/plain; charset=utf-8"},
      {".pdf", "application/pdf"},
  }};
  const auto ending = file.extension().string();
  const auto* found =
      std::ranges::find(kTypes, std::string_view(ending), &std::pair<std::string_view, std::string_view>::first);
  return found == kTypes.end() ? "application/octet-stream" : found->second;
}

bool is_hashed_asset(const fs::path& relative) {
  if (relative.begin() == relative.end() || *relative.begin() != "assets") return false;
  const auto stem = relative.stem().string();
  constexpr std::size_t kHashLength = 8;
  if (stem.size() <= kHashLength || stem[stem.size() - kHashLength - 1] != '-') return false;
  return std::all_of(stem.end() - kHashLength, stem.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; });
}

StaticFiles::StaticFiles(fs::path folder) : folder_(std::move(folder)) {}

HttpResult<RawResponse> StaticFiles::serve(std::string_view request_path,
                                           std::optional<std::string_view> if_none_match) const {
  const auto relative = static_path(request_path);
  const auto file = relative ? inside(folder_, *relative) : std::nullopt;
  if (!file) return not_found("there is nothing at this address");
  RawResponse response;
  response.content_type = content_type_of(*file);
  response.headers["ETag"] = etag_of(*file);
  response.headers["Cache-Control"] = is_hashed_asset(*relative) ? "public, max-age=31536000, immutable" : "no-cache";
  if (if_none_match && names(*if_none_match, response.headers["ETag"])) {
    response.status = 304;
    return response;
  }
  std::ifstream in(*file, std::ios::binary);
  response.body.assign(std::istreambuf_iterator<char>(in), {});
  if (in.bad() || !in.is_open()) return std::unexpected(HttpFailure{500, "internal", "the file cannot be read"});
  return response;
}

}  // namespace millwright::http
