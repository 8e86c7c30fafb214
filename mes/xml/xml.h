#pragma once
// Reading XML that a stranger wrote, over libxml2's push parser: a small tree whose every element knows its line. A
// document type declaration is refused where it begins, so no entity is ever declared, expanded or fetched; size, depth
// and number of elements are bounded. Pure: text in, tree or located faults out; safe from any thread.

#include <boost/describe.hpp>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace millwright::mes {

struct XmlAttribute {
  std::string name;        // without its prefix
  std::string name_space;  // the URI; empty where it has no prefix
  std::string value;
};

struct XmlElement {
  std::string name;        // without its prefix
  std::string name_space;  // the URI; empty where there is none
  int line = 0;            // from 1
  std::string text;        // between its children, without the white space around it
  std::vector<XmlElement> children;
  std::vector<XmlAttribute> attributes;  // kept where XmlLimits says so

  [[nodiscard]] const XmlElement* find(std::string_view child) const;
};

/// What is wrong, and where.
struct XmlFault {
  int line = 0;
  std::string path;  // "OperationsSchedule/OperationsRequest[2]/Priority"; empty where the text itself is no XML
  std::string message;
};
BOOST_DESCRIBE_STRUCT(XmlFault, (), (line, path, message))

/// "line 12: OperationsSchedule/ID: must be given".
[[nodiscard]] std::string to_text(const XmlFault& fault);

struct XmlLimits {
  std::size_t bytes_max = 16 * 1024 * 1024;
  std::size_t depth_max = 64;
  std::size_t elements_max = 1'000'000;
  bool attributes = false;  // B2MML says nothing with them that is read here
};

/// The document element.
[[nodiscard]] std::expected<XmlElement, XmlFault> read_xml(std::string_view text, const XmlLimits& limits = {});

/// For writing: the five characters that mean something, and none that XML 1.0 has no place for.
[[nodiscard]] std::string xml_escaped(std::string_view text);

}  // namespace millwright::mes
