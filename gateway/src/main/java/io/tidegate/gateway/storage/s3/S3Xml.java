package io.tidegate.gateway.storage.s3;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// The XML of S3's answers and questions: flat records, without document types and entities of
/// others. Stateless.
final class S3Xml {
  /// S3's own answers have four.
  private static final int MAX_DEPTH = 16;

  private S3Xml() {}

  /// Not what it should be.
  static final class MalformedXmlException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedXmlException(String message) {
      super(message);
    }
  }

  /// What a document says.
  ///
  /// @param root name of its first element
  /// @param texts of what lies directly below it
  /// @param records elements below it that have elements, in their order
  record Document(String root, Map<String, String> texts, List<Entry> records) {
    String text(String name) {
      return texts.getOrDefault(name, "");
    }
  }

  /// @param name of the element
  /// @param texts by the names of what lies directly below it
  record Entry(String name, Map<String, String> texts) {
    String text(String of) {
      return texts.getOrDefault(of, "");
    }
  }

  static Document read(byte[] xml) throws MalformedXmlException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      String text = new String(xml, StandardCharsets.UTF_8);
      XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text));
      return new Walk(reader).document();
    } catch (XMLStreamException | RuntimeException malformed) {
      throw new MalformedXmlException("not the XML of S3");
    }
  }

  /// Once through a document.
  private static final class Walk {
    private final XMLStreamReader reader;
    private final Deque<String> names = new ArrayDeque<>();
    private final Map<String, String> texts = new HashMap<>();
    private final List<Entry> records = new ArrayList<>();
    private Map<String, String> record = new HashMap<>();
    private final StringBuilder text = new StringBuilder();
    private String root = "";

    Walk(XMLStreamReader reader) {
      this.reader = reader;
    }

    Document document() throws XMLStreamException, MalformedXmlException {
      while (reader.hasNext()) {
        switch (reader.next()) {
          case XMLStreamConstants.START_ELEMENT -> open();
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
              text.append(reader.getText());
          case XMLStreamConstants.END_ELEMENT -> close();
          case XMLStreamConstants.ENTITY_REFERENCE, XMLStreamConstants.DTD ->
              throw new MalformedXmlException("a document type");
          default -> {
            // comments, instructions, the end
          }
        }
      }
      return new Document(root, Map.copyOf(texts), List.copyOf(records));
    }

    private void open() throws MalformedXmlException {
      if (names.isEmpty()) {
        root = reader.getLocalName();
      }
      names.push(reader.getLocalName());
      text.setLength(0);
      if (names.size() > MAX_DEPTH) {
        throw new MalformedXmlException("too deep");
      }
    }

    private void close() {
      String name = names.pop();
      switch (names.size()) {
        case 1 -> {
          if (record.isEmpty()) {
            texts.put(name, text.toString().strip());
          } else {
            records.add(new Entry(name, Map.copyOf(record)));
            record = new HashMap<>();
          }
        }
        case 2 -> record.put(name, text.toString().strip());
        default -> {
          // the root, and what S3 nests deeper: owners, initiators
        }
      }
      text.setLength(0);
    }
  }

  /// What CompleteMultipartUpload asks.
  ///
  /// @param parts by number
  /// @param checksums SHA-256 by number, where they are to be compared
  static byte[] complete(SortedMap<Integer, String> parts, Map<Integer, String> checksums) {
    StringBuilder xml =
        new StringBuilder(
            "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    parts.forEach((number, tag) -> {
      xml.append("<Part><PartNumber>").append(number).append("</PartNumber><ETag>&quot;");
      xml.append(escaped(tag)).append("&quot;</ETag>");
      String checksum = checksums.get(number);
      if (checksum != null) {
        xml.append("<ChecksumSHA256>").append(escaped(checksum)).append("</ChecksumSHA256>");
      }
      xml.append("</Part>");
    });
    return xml.append("</CompleteMultipartUpload>").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
