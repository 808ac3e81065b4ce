package io.tidegate.cluster.registry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/// Some rows of one kind and node, as they are told. Immutable.
///
/// In bytes: the version of this form (1 byte), the epoch (8 bytes), then by DEFLATE (RFC 1951 in
/// the wrapping of RFC 1950) the number of rows (2 bytes) and each with its three texts, a text
/// being its length (2 bytes) and as many bytes of UTF-8. All numbers have the highest byte first.
///
/// @param epoch of what its node says: pages of a lower one do not count
/// @param rows at most [#MAX_ROWS]
record Page(long epoch, List<Row> rows) {
  static final int MAX_ROWS = 256;

  private static final int VERSION = 1;
  private static final int HEAD = 1 + Long.BYTES;

  Page {
    rows = List.copyOf(rows);
    if (rows.size() > MAX_ROWS) {
      throw new IllegalArgumentException("a page has at most " + MAX_ROWS + " rows");
    }
  }

  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (DataOutputStream head = new DataOutputStream(bytes)) {
      head.writeByte(VERSION);
      head.writeLong(epoch);
      try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(head, deflater))) {
        out.writeShort(rows.size());
        for (Row row : rows) {
          write(out, row.id(), Row.MAX_ID);
          write(out, row.state(), Row.MAX_TEXT);
          write(out, row.figures(), Row.MAX_TEXT);
        }
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, String text, int most) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > most) {
      throw new IllegalArgumentException("a text of " + bytes.length + " bytes, at most " + most);
    }
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  /// Of what [#bytes] has made.
  ///
  /// @throws IOException of another version, or cut short
  static long epoch(byte[] page) throws IOException {
    if (page.length < HEAD || page[0] != VERSION) {
      throw new IOException("no page of version " + VERSION);
    }
    return ByteBuffer.wrap(page).getLong(1);
  }

  /// Takes memory as rows come, whatever their number is said to be.
  ///
  /// @throws IOException when it is none
  static Page read(byte[] page) throws IOException {
    long epoch = epoch(page);
    Inflater inflater = new Inflater();
    try (DataInputStream in =
        new DataInputStream(
            new InflaterInputStream(
                new ByteArrayInputStream(page, HEAD, page.length - HEAD), inflater))) {
      int count = in.readUnsignedShort();
      if (count > MAX_ROWS) {
        throw new IOException(count + " rows, at most " + MAX_ROWS);
      }
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String id = text(in, Row.MAX_ID);
        if (id.isEmpty()) {
          throw new IOException("a row without an id");
        }
        rows.add(new Row(id, text(in, Row.MAX_TEXT), text(in, Row.MAX_TEXT)));
      }
      if (in.read() >= 0 || inflater.getRemaining() > 0) {
        throw new IOException("bytes behind the last row");
      }
      return new Page(epoch, rows);
    } finally {
      inflater.end();
    }
  }

  private static String text(DataInputStream in, int most) throws IOException {
    int length = in.readUnsignedShort();
    if (length > most) {
      throw new IOException("a text of " + length + " bytes, at most " + most);
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("cut short");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException wrong) {
      throw new IOException("no UTF-8", wrong);
    }
  }
}
