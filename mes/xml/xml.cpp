#include "mes/xml/xml.h"

#include <fmt/format.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>

namespace millwright::mes {
namespace {

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view{} : std::string_view(reinterpret_cast<const char*>(text));
}

std::string trimmed(const std::string& text) {
  constexpr const char* kWhite = " \t\r\n";
  const auto begin = text.find_first_not_of(kWhite);
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(kWhite) - begin + 1);
}

// An attribute's value. libxml2, asked not to expand entities, leaves one thing as it was written: `&`, as `&#38;`.
std::string attribute_value(const xmlChar* begin, const xmlChar* end) {
  constexpr std::string_view kAmpersand = "&#38;";
  std::string value(reinterpret_cast<const char*>(begin), static_cast<std::size_t>(end - begin));
  for (auto at = value.find(kAmpersand); at != std::string::npos; at = value.find(kAmpersand, at + 1))
    value.erase(at + 1, kAmpersand.size() - 1);
  return value;
}

// What the parser calls back; `user` is the Builder.
class Builder {
 public:
  explicit Builder(const XmlLimits& limits) : limits_(limits) {}

  static xmlSAXHandler handler() {
    xmlSAXHandler sax{};
    sax.initialized = XML_SAX2_MAGIC;
    sax.internalSubset = [](void* user, const xmlChar*, const xmlChar*, const xmlChar*) {
      of(user).stop("a document type declaration is not taken: it could name entities to expand or to fetch");
    };
    sax.startElementNs = [](void* user, const xmlChar* name, const xmlChar*, const xmlChar* uri, int, const xmlChar**,
                            int attributes, int, const xmlChar** said) { of(user).start(name, uri, attributes, said); };
    sax.endElementNs = [](void* user, const xmlChar*, const xmlChar*, const xmlChar*) { of(user).end(); };
    sax.characters = [](void* user, const xmlChar* text, int length) { of(user).characters(text, length); };
    sax.cdataBlock = sax.characters;
    sax.serror = [](void* user, xmlErrorPtr error) { of(user).error(*error); };
    return sax;
  }

  void attach(xmlParserCtxtPtr parser) { parser_ = parser; }
  [[nodiscard]] const std::optional<XmlFault>& fault() const { return fault_; }
  [[nodiscard]] std::optional<XmlElement>& root() { return root_; }

 private:
  static Builder& of(void* user) { return *static_cast<Builder*>(user); }

  [[nodiscard]] int line() const { return parser_->input == nullptr ? 0 : parser_->input->line; }

  void stop(std::string message) {
    if (!fault_) fault_ = XmlFault{line(), "", std::move(message)};
    xmlStopParser(parser_);
  }

  void start(const xmlChar* name, const xmlChar* uri, int attributes, const xmlChar** said) {
    if (open_.size() >= limits_.depth_max)
      return stop(fmt::format("elements are nested more than {} deep", limits_.depth_max));
    if (++elements_ > limits_.elements_max)
      return stop(fmt::format("there are more than {} elements", limits_.elements_max));
    XmlElement element{std::string(view(name)), std::string(view(uri)), line(), {}, {}, {}};
    // libxml2 tells each in five: name, prefix, URI, where its value begins, where it ends.
    for (int i = 0; limits_.attributes && i < attributes; ++i, said += 5)
      element.attributes.push_back(
          {std::string(view(said[0])), std::string(view(said[2])), attribute_value(said[3], said[4])});
    open_.push_back(std::move(element));
  }

  void end() {
    if (open_.empty()) return;
    XmlElement done = std::move(open_.back());
    open_.pop_back();
    done.text = trimmed(done.text);
    if (open_.empty())
      root_ = std::move(done);
    else
      open_.back().children.push_back(std::move(done));
  }

  void characters(const xmlChar* text, int length) {
    if (!open_.empty()) open_.back().text.append(reinterpret_cast<const char*>(text), static_cast<std::size_t>(length));
  }

  void error(const xmlError& error) {
    if (fault_ || error.level < XML_ERR_ERROR) return;
    const auto said = error.message == nullptr ? std::string{"it is no XML"} : trimmed(error.message);
    fault_ = XmlFault{error.line > 0 ? error.line : line(), "", said};
  }

  const XmlLimits limits_;
  xmlParserCtxtPtr parser_ = nullptr;
  std::vector<XmlElement> open_;
  std::size_t elements_ = 0;
  std::optional<XmlElement> root_;
  std::optional<XmlFault> fault_;
};

struct FreeParser {
  void operator()(xmlParserCtxtPtr parser) const {
    if (parser->myDoc != nullptr) xmlFreeDoc(parser->myDoc);
    xmlFreeParserCtxt(parser);
  }
};

}  // namespace

const XmlElement* XmlElement::find(std::string_view child) const {
  const auto found = std::ranges::find(children, child, &XmlElement::name);
  return found == children.end() ? nullptr : &*found;
}

std::string to_text(const XmlFault& fault) {
  return fmt::format("line {}: {}{}{}", fault.line, fault.path, fault.path.empty() ? "" : ": ", fault.message);
}

std::expected<XmlElement, XmlFault> read_xml(std::string_view text, const XmlLimits& limits) {
  static std::once_flag initialised;
  std::call_once(initialised, xmlInitParser);
  if (text.size() > limits.bytes_max)
    return std::unexpected(XmlFault{0, "", fmt::format("it is larger than {} bytes", limits.bytes_max)});
  Builder builder(limits);
  xmlSAXHandler sax = Builder::handler();
  const std::unique_ptr<xmlParserCtxt, FreeParser> parser(xmlCreatePushParserCtxt(&sax, &builder, nullptr, 0, nullptr));
  if (!parser) return std::unexpected(XmlFault{0, "", "there is no memory for it"});
  builder.attach(parser.get());
  xmlCtxtUseOptions(parser.get(), XML_PARSE_NONET);
  // In pieces: the parser's buffers stay small, and it stops where it is told to.
  constexpr std::size_t kPiece = 64 * 1024;
  for (std::size_t at = 0; at < text.size() && !builder.fault(); at += kPiece)
    xmlParseChunk(parser.get(), text.data() + at, static_cast<int>(std::min(kPiece, text.size() - at)), 0);
  if (!builder.fault()) xmlParseChunk(parser.get(), nullptr, 0, 1);
  if (builder.fault()) return std::unexpected(*builder.fault());
  if (!builder.root() || parser->wellFormed == 0) return std::unexpected(XmlFault{1, "", "it is no XML"});
  return std::move(*builder.root());
}

std::string xml_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&apos;";
    else if (c == '\r')
      out += "&#13;";  // a bare one would be read as a line's end
    else
      out += byte < 0x20 && c != '\t' && c != '\n' ? ' ' : c;
  }
  return out;
}

}  // namespace millwright::mes
