package io.tidegate.media.fmp4;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tidegate.media.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;

/// Reads boxes independently of the writer: as a tree for the golden files, and by path for
/// assertions. Throws on a box that does not fit its parent exactly.
final class Mp4Dump {
  private static final Set<String> CONTAINERS =
      Set.of("moov", "trak", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf");
  private static final Set<String> PICTURES = Set.of("avc1", "hvc1", "av01", "vp09");
  private static final Set<String> SOUNDS = Set.of("mp4a", "Opus", "fLaC", "ac-3", "ec-3");

  /// A box: what follows its header, and where that starts in the file.
  record Box(String path, Bytes body, int bodyAt) {
    String type() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  private Mp4Dump() {}

  /// All boxes, parents before children.
  static List<Box> boxes(Bytes file) {
    List<Box> found = new ArrayList<>();
    collect(file, 0, "", found);
    return found;
  }

  /// The bodies of the boxes at this path, in order.
  static List<Bytes> bodies(Bytes file, String path) {
    return boxes(file).stream().filter(box -> box.path().equals(path)).map(Box::body).toList();
  }

  static String of(Bytes file) {
    StringBuilder text = new StringBuilder();
    for (Box box : boxes(file)) {
      int depth = (int) box.path().chars().filter(c -> c == '/').count();
      text.append("  ".repeat(depth))
          .append(box.type())
          .append(' ')
          .append(8 + box.body().length());
      String detail = detail(box);
      text.append(detail.isEmpty() ? "" : " " + detail).append('\n');
    }
    return text.toString();
  }

  private static void collect(Bytes within, int fileAt, String parent, List<Box> found) {
    for (int at = 0; at < within.length(); ) {
      int size = (int) within.u32(at);
      if (size < 8 || size > within.length() - at) {
        throw new IllegalArgumentException("box of " + size + " bytes in " + parent);
      }
      String type = new String(within.slice(at + 4, 4).toByteArray(), ISO_8859_1);
      String path = parent.isEmpty() ? type : parent + "/" + type;
      Bytes body = within.slice(at + 8, size - 8);
      found.add(new Box(path, body, fileAt + at + 8));
      int children = childrenAt(type);
      if (children >= 0) {
        collect(body.slice(children), fileAt + at + 8 + children, path, found);
      }
      at += size;
    }
  }

  /// Where the boxes inside a box start, negative when there are none.
  private static int childrenAt(String type) {
    if (CONTAINERS.contains(type)) {
      return 0;
    }
    if (type.equals("stsd") || type.equals("dref")) {
      return 8;
    }
    if (PICTURES.contains(type)) {
      return 78;
    }
    return SOUNDS.contains(type) ? 28 : -1;
  }

  private static String detail(Box box) {
    Bytes body = box.body();
    return switch (box.type()) {
      case "stsd", "dref" -> "entries=" + body.u32(4);
      case "mfhd" -> "sequence=" + body.u32(4);
      case "tfhd" -> "flags=%06x track=%d".formatted(body.u24(1), body.u32(4));
      case "tfdt" -> "version=%d time=%d".formatted(body.u8(0), body.u64(4));
      case "trun" -> run(body);
      case "mdat" -> "crc=%08x".formatted(crc(body));
      case "tkhd" ->
          "flags=%d track=%d volume=%x %dx%d"
              .formatted(body.u24(1), body.u32(12), body.u16(36), body.u16(76), body.u16(80));
      case "mdhd" -> "timescale=%d duration=%d".formatted(body.u32(12), body.u32(16));
      case "mvhd" -> "timescale=%d next=%d".formatted(body.u32(12), body.u32(96));
      case "trex" -> "track=%d description=%d".formatted(body.u32(4), body.u32(8));
      case "avc1", "hvc1", "av01", "vp09" -> "%dx%d".formatted(body.u16(24), body.u16(26));
      case "mp4a", "Opus", "fLaC", "ac-3", "ec-3" ->
          "channels=%d rate=%d".formatted(body.u16(16), body.u16(24));
      case "moov", "trak", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf" -> "";
      default -> body.toHex();
    };
  }

  private static String run(Bytes body) {
    StringBuilder text = new StringBuilder();
    text.append(
        "version=%d flags=%06x samples=%d data=%d"
            .formatted(body.u8(0), body.u24(1), body.u32(4), body.u32(8)));
    for (FragmentView.Entry entry : FragmentView.entries(body)) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n        duration=%d size=%d flags=%08x offset=%d",
              entry.duration(),
              entry.size(),
              entry.flags(),
              entry.offset()));
    }
    return text.toString();
  }

  private static long crc(Bytes bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes.toByteArray());
    return crc.getValue();
  }
}
