package io.tidegate.cluster.registry;

import java.util.ArrayList;
import java.util.List;

/// A node with much to tell: every second some sessions come and go, and all have other figures.
/// One thread at a time.
public final class MadeUpRows implements RowSource {
  private final int streams;
  private final int sessions;
  private final int moving;
  private long oldest;
  private long second;

  /// @param moving sessions that come and as many that go each second
  public MadeUpRows(int streams, int sessions, int moving) {
    this.streams = streams;
    this.sessions = sessions;
    this.moving = moving;
  }

  @Override
  public List<Row> rows(RowKind kind) {
    return switch (kind) {
      case SESSION -> sessions();
      case STREAM -> streams();
      case LINK, WORKER -> List.of();
    };
  }

  private List<Row> sessions() {
    second++;
    oldest += moving;
    List<Row> rows = new ArrayList<>(sessions);
    for (long number = oldest; number < oldest + sessions; number++) {
      String id = Long.toString(1_000_000 + number, Character.MAX_RADIX);
      rows.add(
          new Row(
              id,
              sessionState(id, number),
              "{\"bytes\":" + (second * 250_000 + number * 13) + ",\"drops\":0}"));
    }
    return rows;
  }

  private String sessionState(String id, long number) {
    return """
    {"id":"%s","key":"live/cam%d","kind":"viewer","protocol":"http-flv",\
    "remote":"10.%d.%d.%d:%d","since":"2026-01-01T%02d:%02d:%02d.%03dZ",\
    "state":"streaming","user":"","problem":null}\
    """
        .formatted(
            id,
            number % streams,
            number >> 16 & 255,
            number >> 8 & 255,
            number & 255,
            number * 7_919 % 60_000,
            number / 3_600 % 24,
            number / 60 % 60,
            number % 60,
            number * 31 % 1_000);
  }

  private List<Row> streams() {
    List<Row> rows = new ArrayList<>(streams);
    for (int number = 0; number < streams; number++) {
      String key = "live/cam" + number;
      rows.add(
          new Row(
              key,
              streamState(key),
              "{\"bitrateBps\":"
                  + (2_000_000 + (second * 31 + number) % 1_000)
                  + ",\"framesPerSecond\":25.0,\"viewers\":10}"));
    }
    return rows;
  }

  private static String streamState(String key) {
    return """
    {"key":"%s","state":"streaming","since":"2026-01-01T00:00:00Z","tracks":[\
    {"id":0,"kind":"video","codec":"H.264","codecs":"avc1.64001f",\
    "width":1280,"height":720},\
    {"id":1,"kind":"audio","codec":"AAC","codecs":"mp4a.40.2",\
    "sampleRateHz":48000,"channels":2}]}\
    """
        .formatted(key);
  }
}
