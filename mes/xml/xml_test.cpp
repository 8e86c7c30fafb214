#include "mes/xml/xml.h"

#include <gtest/gtest.h>

namespace millwright::mes {
namespace {

TEST(Xml, BoundsDepthAndNumberOfElements) {
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<a>";
  EXPECT_NE(read_xml(deep).error().message.find("nested more than 64 deep"), std::string::npos);
  const auto many = read_xml("<a><b/><b/><b/></a>", {.elements_max = 3});
  EXPECT_NE(many.error().message.find("more than 3 elements"), std::string::npos);
  EXPECT_NE(read_xml("<a>12345</a>", {.bytes_max = 5}).error().message.find("larger than 5"), std::string::npos);
}

TEST(Xml, DeclaredEntitiesAreRefusedWhereTheyBegin) {
  for (const char* text : {"<!DOCTYPE a [<!ENTITY b 'c'>]>\n<a>&b;</a>", "<!DOCTYPE a SYSTEM 'http://x/y.dtd'><a/>",
                           "\n<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]>\n<a/>"}) {
    const auto read = read_xml(text);
    ASSERT_FALSE(read) << text;
    EXPECT_NE(read.error().message.find("document type declaration"), std::string::npos) << read.error().message;
  }
  EXPECT_FALSE(read_xml("<a>&nobody;</a>"));
  EXPECT_EQ(read_xml("<a>&lt;&amp;&#65;</a>")->text, "<&A");
}

TEST(Xml, KeepsLinesAndNamespaces) {
  const auto read = read_xml("<?xml version='1.0'?>\n<x:a xmlns:x='urn:1' k='v&amp;w'>\n\n<b xmlns='urn:2'/> t </x:a>");
  ASSERT_TRUE(read) << to_text(read.error());
  EXPECT_EQ(read->name, "a");
  EXPECT_EQ(read->name_space, "urn:1");
  EXPECT_EQ(read->text, "t");
  EXPECT_EQ(read->children.at(0).name_space, "urn:2");
  EXPECT_EQ(read->children.at(0).line, 4);
}

TEST(Xml, WhatIsWrittenReadsTheSame) {
  const std::string text = "a & b < c > \"d\" 'e' é \t\r\nf";
  EXPECT_EQ(read_xml("<a>" + xml_escaped(text) + "</a>")->text, text);
  EXPECT_EQ(read_xml("<a>" + xml_escaped(std::string("x\x01y")) + "</a>")->text, "x y");
}

TEST(Xml, KeepsAttributesWhereAskedTo) {
  const std::string text = "<a xmlns:x='urn:1' b='1 &lt; 2 &amp;amp; &#38;#38;' x:c='3'/>";
  EXPECT_TRUE(read_xml(text)->attributes.empty());
  const auto read = read_xml(text, {.attributes = true});
  ASSERT_TRUE(read && read->attributes.size() == 2);
  EXPECT_EQ(read->attributes[0].value, "1 < 2 &amp; &#38;");
  EXPECT_EQ(read->attributes[0].name_space, "");
  EXPECT_EQ(read->attributes[1].name, "c");
  EXPECT_EQ(read->attributes[1].name_space, "urn:1");
}

}  // namespace
}  // namespace millwright::mes
