// What a stranger puts into a request's first lines: target, path, query, cookies, origin. Whatever is taken is UTF-8
// without control characters, is what was declared, and names no file outside the web folder.
#include <algorithm>

#include "lib/http/credentials.h"
#include "lib/http/static_files.h"
#include "lib/http/url.h"
#include "tests/fuzz/fuzz.h"

namespace millwright::fuzz {
namespace {

const std::vector<http::QueryParameter> kDeclared{{"tag", "", true}, {"from", ""}, {"to", ""}};

std::string escaped(std::string_view text) {
  std::string out;
  for (const unsigned char c : text) {
    out += '%';
    out += "0123456789ABCDEF"[c >> 4];
    out += "0123456789abcdef"[c & 15];
  }
  return out;
}

void check_components(std::string_view text) {
  const auto decoded = http::decode_component(text);
  MW_ASSERT(!decoded || http::valid_utf8(*decoded));
  const bool plain = http::valid_utf8(text) && text.find('\0') == std::string_view::npos;
  MW_ASSERT(http::decode_component(escaped(text)).has_value() == plain);
  if (plain) MW_ASSERT(http::decode_form(escaped(text)) == text);
}

void check_path(std::string_view path) {
  if (const auto segments = http::path_segments(path)) {
    MW_ASSERT(!segments->empty());
    for (const auto& segment : *segments) {
      MW_ASSERT(http::valid_utf8(segment));
      MW_ASSERT(std::ranges::none_of(segment, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }));
    }
  }
  const auto file = http::static_path(path);
  if (!file) return;
  MW_ASSERT(file->is_relative());
  for (const auto& part : *file) MW_ASSERT(part != ".." && !part.string().starts_with('.'));
}

void check_query(std::string_view query) {
  const auto values = http::read_query(query, kDeclared);
  if (!values) {
    MW_ASSERT(values.error().status == 400 && !values.error().message.empty());
    return;
  }
  accept();
  MW_ASSERT(values->contains("tag"));
  for (const auto& [name, value] : *values) {
    MW_ASSERT(name == "tag" || name == "from" || name == "to");
    MW_ASSERT(http::valid_utf8(value));
  }
}

}  // namespace

std::vector<std::string> seeds() {
  return {"/api/v1/history?tag=line1%2Ffiller%2Fspeed&from=2026-11-23T06:00:00Z&to=x+y\na=b; millwright_session=x",
          "http://host:1/a/b%2Fc/?tag=%C3%A9&&from=\nhttp://host:80",
          "/assets/index-B4k2xQ9z.js?tag\nhttps://[::1]:8443", "/..%2f..%5c.hidden/%2e%2e/x?tag=1&tag=2\nBearer  t",
          "/?tag=\n[::1]"};
}

}  // namespace millwright::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millwright;
  fuzz::Input input(data, size);
  const auto first = input.line();
  const auto header = input.text();
  if (const auto target = http::split_target(first)) {
    MW_ASSERT(target->path.starts_with('/') && target->path.find('?') == std::string_view::npos);
    fuzz::check_path(target->path);
    fuzz::check_query(target->query);
  }
  fuzz::check_components(first);
  const auto within = [&](std::optional<std::string_view> part) {
    return !part || part->empty() || header.find(*part) != std::string_view::npos;
  };
  MW_ASSERT(within(http::bearer_token(header)) && within(http::cookie_value(header, "millwright_session")));
  if (http::same_origin(first, header)) MW_ASSERT(http::same_host(first, header));
  return 0;
}
