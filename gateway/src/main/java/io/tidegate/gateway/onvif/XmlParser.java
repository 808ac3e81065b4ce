package io.tidegate.gateway.onvif;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// One XML 1.0 document of a stranger, without document type and entities of others. One use.
final class XmlParser {
  /// GetProfiles of the largest cameras nests 12 deep.
  static final int MAX_DEPTH = 32;

  /// Twenty profiles with all their settings have about 3,000.
  static final int MAX_ELEMENTS = 20_000;

  private static final int MAX_ATTRIBUTES = 32;

  private final XMLStreamReader reader;
  private int elements;

  private XmlParser(XMLStreamReader reader) {
    this.reader = reader;
  }

  /// @param xml in UTF-8, whatever it says of itself; its length is the caller's to bound
  static XmlElement parse(byte[] xml) throws MalformedXmlException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    try {
      // some cameras send a line end before the declaration
      String text = new String(xml, StandardCharsets.UTF_8).strip();
      XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text));
      return new XmlParser(reader).document();
    } catch (XMLStreamException | RuntimeException malformed) {
      throw new MalformedXmlException("this is no XML");
    }
  }

  private XmlElement document() throws XMLStreamException, MalformedXmlException {
    XmlElement root = null;
    while (reader.hasNext()) {
      int event = reader.next();
      refuseTypes(event);
      if (event == XMLStreamConstants.START_ELEMENT) {
        root = element(1);
      }
    }
    if (root == null) {
      throw new MalformedXmlException("there is no element");
    }
    return root;
  }

  /// What stands between a start and its end, both included.
  private XmlElement element(int depth) throws XMLStreamException, MalformedXmlException {
    elements++;
    if (depth > MAX_DEPTH || elements > MAX_ELEMENTS) {
      throw new MalformedXmlException("it is too deep or has too many elements");
    }
    String name = reader.getLocalName();
    Map<String, String> attributes = attributes();
    StringBuilder text = new StringBuilder();
    List<XmlElement> children = new ArrayList<>();
    for (int event = reader.next();
        event != XMLStreamConstants.END_ELEMENT;
        event = reader.next()) {
      refuseTypes(event);
      switch (event) {
        case XMLStreamConstants.START_ELEMENT -> children.add(element(depth + 1));
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            text.append(reader.getText());
        default -> {
          // comments and instructions
        }
      }
    }
    return new XmlElement(name, attributes, text.toString().strip(), children);
  }

  private Map<String, String> attributes() throws MalformedXmlException {
    int count = reader.getAttributeCount();
    if (count > MAX_ATTRIBUTES) {
      throw new MalformedXmlException("an element has too many attributes");
    }
    Map<String, String> attributes = new HashMap<>();
    for (int i = 0; i < count; i++) {
      attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
    }
    return attributes;
  }

  private static void refuseTypes(int event) throws MalformedXmlException {
    if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
      throw new MalformedXmlException("it has a document type");
    }
  }
}
