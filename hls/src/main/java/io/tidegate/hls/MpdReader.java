package io.tidegate.hls;

import io.tidegate.media.MediaTime;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/// Reads the segments of each track out of an MPD of ours. ISO/IEC 23009-1 §5.3.9. Pure.
final class MpdReader {
  private MpdReader() {}

  /// @param text as [MpdText] writes it
  static Map<TrackKind, List<ManifestEntry>> read(String text) {
    Element root = document(text);
    Instant origin = Instant.parse(root.getAttribute("availabilityStartTime"));
    Map<TrackKind, List<ManifestEntry>> entries = new EnumMap<>(TrackKind.class);
    for (Element period : children(root, "Period")) {
      Instant start = origin.plus(Duration.parse(period.getAttribute("start")));
      for (Element set : children(period, "AdaptationSet")) {
        TrackKind kind =
            TrackKind.valueOf(set.getAttribute("contentType").toUpperCase(Locale.ROOT));
        Element template = children(set, "SegmentTemplate").getFirst();
        entries.computeIfAbsent(kind, _ -> new ArrayList<>()).addAll(timeline(template, start));
      }
    }
    return entries;
  }

  private static List<ManifestEntry> timeline(Element template, Instant start) {
    int timescale = Integer.parseInt(template.getAttribute("timescale"));
    long offset = Long.parseLong(template.getAttribute("presentationTimeOffset"));
    long number = Long.parseLong(template.getAttribute("startNumber"));
    long at = 0;
    List<ManifestEntry> entries = new ArrayList<>();
    for (Element run : children(template, "S")) {
      at = run.hasAttribute("t") ? Long.parseLong(run.getAttribute("t")) : at;
      long lasts = Long.parseLong(run.getAttribute("d"));
      int count = run.hasAttribute("r") ? 1 + Integer.parseInt(run.getAttribute("r")) : 1;
      for (int i = 0; i < count; i++) {
        MediaTime since = MediaTime.ofTicks(at - offset, timescale);
        entries.add(
            new ManifestEntry(
                number++, start.plusNanos(since.nanos()), MediaTime.ofTicks(lasts, timescale)));
        at += lasts;
      }
    }
    return entries;
  }

  private static Element document(String text) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(text)))
          .getDocumentElement();
    } catch (ParserConfigurationException | SAXException | IOException wrong) {
      throw new IllegalStateException("an MPD of ours is not XML", wrong);
    }
  }

  /// Elements of this name below `parent`, in order.
  private static List<Element> children(Element parent, String name) {
    NodeList found = parent.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>(found.getLength());
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }
}
