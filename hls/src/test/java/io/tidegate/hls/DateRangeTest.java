package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DateRangeTest {
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00.0409Z");

  private static DateRange range(long millis, Map<String, String> more) {
    return new DateRange("7", "person", AT, Duration.ofMillis(millis), more);
  }

  @Test
  void theTagIsAsTheStandardHasIt() {
    assertThat(range(1_500, Map.of("X-LABEL", "at the door", "X-BOX", "0 0 1 1")).tag())
        .isEqualTo(
            "#EXT-X-DATERANGE:ID=\"7\",CLASS=\"person\","
                + "START-DATE=\"2026-03-01T12:00:00.040Z\",DURATION=1.500,"
                + "X-BOX=\"0 0 1 1\",X-LABEL=\"at the door\"\n");
    assertThat(range(0, Map.of()).tag()).endsWith(",DURATION=0.000\n");
  }

  @Test
  void noTextEndsItsQuotesOrItsLine() {
    String tag = range(0, Map.of("X-LABEL", "a\"\n#EXT-X-ENDLIST\r\u0000")).tag();
    assertThat(tag).endsWith("X-LABEL=\"a' #EXT-X-ENDLIST  \"\n");
    assertThat(tag.lines()).hasSize(1);
  }

  @Test
  void otherAttributesAreNotTheClients() {
    assertThatThrownBy(() -> range(0, Map.of("END-ON-NEXT", "YES")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
