#pragma once
// For tests: the published B2MML schemas, which are not in the repository. MILLWRIGHT_B2MML names their folder, else
// ../shared/b2mml is looked at. Where there is none, a test says so and is skipped.

#include <gtest/gtest.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

namespace millwright::mes::erp {

inline std::filesystem::path b2mml_folder() {
  const char* named = std::getenv("MILLWRIGHT_B2MML");
  const std::filesystem::path folder = named != nullptr ? named : "../shared/b2mml";
  return std::filesystem::exists(folder / "AllSchemas.xsd") ? folder : std::filesystem::path{};
}

/// Compiled once: it takes a second.
class B2mmlSchema {
 public:
  static const B2mmlSchema& instance() {
    static const B2mmlSchema kSchema;
    return kSchema;
  }
  [[nodiscard]] bool there() const { return schema_ != nullptr; }
  /// What the schema says against the document; empty: it validates.
  [[nodiscard]] std::string faults(const std::string& document) const {
    const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> doc(
        xmlReadMemory(document.data(), static_cast<int>(document.size()), "document.xml", nullptr, XML_PARSE_NONET),
        &xmlFreeDoc);
    if (!doc) return "it is no XML";
    const std::unique_ptr<xmlSchemaValidCtxt, decltype(&xmlSchemaFreeValidCtxt)> context(
        xmlSchemaNewValidCtxt(schema_.get()), &xmlSchemaFreeValidCtxt);
    std::string out;
    xmlSchemaSetValidStructuredErrors(
        context.get(),
        [](void* user, xmlErrorPtr error) {
          *static_cast<std::string*>(user) += "line " + std::to_string(error->line) + ": " + error->message;
        },
        &out);
    const int result = xmlSchemaValidateDoc(context.get(), doc.get());
    return result != 0 && out.empty() ? "it does not validate" : out;
  }

 private:
  B2mmlSchema() : schema_(nullptr, &xmlSchemaFree) {
    const auto folder = b2mml_folder();
    if (folder.empty()) return;
    const std::unique_ptr<xmlSchemaParserCtxt, decltype(&xmlSchemaFreeParserCtxt)> parser(
        xmlSchemaNewParserCtxt((folder / "AllSchemas.xsd").c_str()), &xmlSchemaFreeParserCtxt);
    schema_.reset(xmlSchemaParse(parser.get()));
  }
  std::unique_ptr<xmlSchema, decltype(&xmlSchemaFree)> schema_;
};

#define MW_NEEDS_B2MML()                                                                    \
  if (::millwright::mes::erp::b2mml_folder().empty())                                       \
    GTEST_SKIP() << "the B2MML schemas are not there: MILLWRIGHT_B2MML names their folder"; \
  ASSERT_TRUE(::millwright::mes::erp::B2mmlSchema::instance().there()) << "the schemas do not compile"

}  // namespace millwright::mes::erp
