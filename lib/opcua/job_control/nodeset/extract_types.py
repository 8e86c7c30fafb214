#!/usr/bin/env python3
"""What the generator of data types wants and a NodeSet has inside: its type dictionary and the node ids of its types.

Usage: extract_types.py NODESET.xml OUT.bsd OUT.csv
The dictionary lies in the NodeSet as a base64 ByteString. Each row of the CSV is a name, a number and "DataType", or
the number of a type's binary encoding as an Object called "<type>_Encoding_DefaultBinary".
"""
import base64
import sys
import xml.etree.ElementTree as ElementTree

UA = "{http://opcfoundation.org/UA/2011/03/UANodeSet.xsd}"
TYPES = "{http://opcfoundation.org/UA/2008/02/Types.xsd}"
HAS_ENCODING = ("HasEncoding", "i=38")


def number(node_id):
    return node_id.partition("i=")[2]


def name(node):
    return node.get("BrowseName").partition(":")[2] or node.get("BrowseName")


def dictionary(nodeset):
    for variable in nodeset.findall(UA + "UAVariable"):
        value = variable.find(UA + "Value/" + TYPES + "ByteString")
        if value is not None:
            text = base64.b64decode(value.text)
            if b"opc:TypeDictionary" in text[:200]:
                return text
    sys.exit("extract_types: the NodeSet has no binary type dictionary")


def main(nodeset_file, bsd, csv):
    nodeset = ElementTree.parse(nodeset_file).getroot()
    with open(bsd, "wb") as out:
        out.write(dictionary(nodeset))
    types = {node.get("NodeId"): node for node in nodeset.findall(UA + "UADataType")}
    with open(csv, "w", encoding="utf-8") as out:
        for node_id, node in types.items():
            out.write(f"{name(node)},{number(node_id)},DataType\n")
        for node in nodeset.findall(UA + "UAObject"):
            if node.get("BrowseName") != "Default Binary":
                continue
            for reference in node.findall(UA + "References/" + UA + "Reference"):
                if reference.get("ReferenceType") in HAS_ENCODING and reference.text in types:
                    encoding = name(types[reference.text]) + "_Encoding_DefaultBinary"
                    out.write(f"{encoding},{number(node.get('NodeId'))},Object\n")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
