package io.tidegate.gateway.beacon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidegate.gateway.beacon.PlayerReport.Way;
import io.tidegate.gateway.beacon.PlayerReports.Outcome;
import io.tidegate.media.StreamKey;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlayerReportTest {
  private static final StreamKey KEY = StreamKey.parse("live/x");

  @Test
  void takesNumbersUpToTheirBounds() {
    assertThat(
            parse("'stalls':1000,'stalledMs':3600000,'decodeFailures':1000,'firstFrameMs':600000"))
        .isEqualTo(new PlayerReport(KEY, Way.HLS, 1_000, 3_600_000, 1_000, 600_000));
    assertThat(parse("'stalls':0")).isEqualTo(new PlayerReport(KEY, Way.HLS, 0, 0, 0, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'stalls':1001",
        "'stalls':-1",
        "'stalls':1.5",
        "'stalls':'1'",
        "'stalls':true",
        "'stalls':[1]",
        "'stalls':99999999999",
        "'stalls':1e2",
        "'stalledMs':3600001",
        "'decodeFailures':1001",
        "'firstFrameMs':600001",
        "'firstFrameMs':{}",
        "'note':1",
        "'user':'x'",
        "'way':'FLV'",
        "'way':7",
        "'way':'<script>'",
        "'stream':'live/x/y'",
        "'stream':'live/../x'",
        "'stream':7",
        "'stream':'a\\nb/x'"
      })
  void refusesWhatIsNoReportAndRepeatsNoValue(String field) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(field))
        .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("script", "\n"));
  }

  private static PlayerReport parse(String fields) {
    JsonObject usual = new JsonObject().put("stream", "live/x").put("way", "hls");
    return PlayerReport.parse(usual.mergeIn(new JsonObject("{" + fields.replace('\'', '"') + "}")));
  }

  @Test
  void addsUpByWayAndByStreamThatLives() {
    Set<StreamKey> live = new HashSet<>(Set.of(KEY));
    PlayerReports reports = new PlayerReports(key -> live.contains(key) ? key : null);
    reports.add(parse("'stalls':2,'stalledMs':500,'firstFrameMs':300"));
    reports.add(parse("'stalls':1,'stalledMs':100,'decodeFailures':1,'firstFrameMs':100"));
    StreamKey gone = StreamKey.parse("live/y");
    reports.add(new PlayerReport(gone, Way.FLV, 5, 5, 5, 5));
    PlayerTotals.View expected = new PlayerTotals.View(2, 3, 600, 1, 2, 400, 300);
    assertThat(reports.of(KEY)).isEqualTo(expected);
    assertThat(reports.of(KEY).meanFirstFrameMs()).isEqualTo(200);
    assertThat(reports.of(gone)).isEqualTo(PlayerTotals.View.NONE);
    assertThat(List.of(reports.count(Outcome.COUNTED), reports.count(Outcome.UNKNOWN_STREAM)))
        .containsExactly(2L, 1L);
    live.clear();
    live.add(gone);
    reports.add(new PlayerReport(gone, Way.FLV, 0, 0, 0, null));
    assertThat(reports.streams()).isEqualTo(1);
  }
}
