package io.tidegate.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.rtsp.RtspPullView.Origin;
import io.tidegate.rtsp.RtspPullView.Quirk;
import io.tidegate.rtsp.message.Headers;
import io.tidegate.rtsp.sdp.SessionDescription;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class QuirkTableTest {
  private static final QuirkTable TABLE =
      QuirkTable.parse(
          """
          # a comment

          one ; server: First.* ; keep-alive=OPTIONS, transport=udp ; seen
          two ; tool: second ; ignore-sprop ; seen, too; twice
          """);

  private static CameraIdentity camera(String server, String tool) {
    return new CameraIdentity(server, tool, "a name");
  }

  @Test
  void findsACameraByItsServerOrItsTool() {
    QuirkTable.Entry first = Objects.requireNonNull(TABLE.find(camera("first/1.0", "second")));
    assertThat(first.name()).isEqualTo("one");
    assertThat(first.quirks().words()).containsExactly("transport=udp", "keep-alive=OPTIONS");
    QuirkTable.Entry second = Objects.requireNonNull(TABLE.find(camera("", "SECOND")));
    assertThat(second.quirks()).isEqualTo(RtspQuirks.parse("ignore-sprop"));
    assertThat(TABLE.find(camera("another", "one"))).isNull();
    assertThat(TABLE.find(CameraIdentity.UNKNOWN)).isNull();
  }

  @Test
  void theTableOfTheBuildIsRead() {
    QuirkTable.Entry hipcam =
        Objects.requireNonNull(QuirkTable.BUILT_IN.find(camera("Hipcam RealServer/V1.0", "")));
    assertThat(hipcam.quirks().keepAlive()).isEqualTo("OPTIONS");
  }

  @Test
  void linesThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> QuirkTable.parse("a ; b ; keep-alive=OPTIONS"))
        .hasMessageContaining("four parts");
    assertThatThrownBy(() -> QuirkTable.parse("a ; b ; keep-alive=PLAY ; c"))
        .hasMessage("no quirk: keep-alive=PLAY");
  }

  @Test
  void quirksAreWrittenAsTheyAreRead() {
    String all = "transport=tcp keep-alive=SET_PARAMETER control=tracks ignore-sprop arrival-times";
    assertThat(RtspQuirks.parse(all)).hasToString(all);
    assertThat(RtspQuirks.parse("control=request-url")).hasToString("control=request-url");
    assertThat(RtspQuirks.parse("  ")).isEqualTo(RtspQuirks.NONE);
  }

  @Test
  void theRouteCountsBeforeWhatWasLearnedAndThatBeforeTheTable() {
    PullQuirks quirks = new PullQuirks(TABLE, RtspQuirks.parse("transport=tcp"));
    quirks.identified(camera("First", ""));
    assertThat(quirks.views())
        .containsExactly(
            new Quirk("transport=tcp", Origin.ROUTE),
            new Quirk("keep-alive=OPTIONS", Origin.TABLE));
    quirks.learned(RtspQuirks.parse("keep-alive=GET_PARAMETER"));
    assertThat(quirks.views())
        .containsExactly(
            new Quirk("transport=tcp", Origin.ROUTE),
            new Quirk("keep-alive=GET_PARAMETER", Origin.LEARNED));
    // another camera at the same place has taught nothing yet
    quirks.identified(camera("", "second"));
    assertThat(quirks.views())
        .containsExactly(
            new Quirk("transport=tcp", Origin.ROUTE), new Quirk("ignore-sprop", Origin.TABLE));
  }

  @Test
  void whatACameraSaysIsShownWithoutControlCharactersAndNotForEver() throws Exception {
    SessionDescription description =
        SessionDescription.parse("v=0\r\ns=name\r\na=tool:" + "t".repeat(300) + "\r\n");
    CameraIdentity camera = CameraIdentity.of(Headers.NONE, description);
    assertThat(camera.tool()).hasSize(100);
    assertThat(camera).hasToString("t".repeat(100));
    assertThat(camera("a\tb ", "")).hasToString("a b");
    assertThat(CameraIdentity.UNKNOWN).hasToString("");
  }

  @Test
  void parameterSetsAreLeftOutOfADescription() throws Exception {
    SessionDescription description =
        SessionDescription.parse(
            """
            v=0
            m=video 0 RTP/AVP 96
            a=rtpmap:96 H264/90000
            a=fmtp:96 packetization-mode=1; sprop-parameter-sets=AAAA,BBBB;x=1
            """);
    MediaPlan plan = MediaPlan.of(description, "rtsp://cam/x", null).withoutParameterSets();
    assertThat(plan.media().getFirst().formatParameters(96).base64List("sprop-parameter-sets"))
        .isEmpty();
    assertThat(plan.media().getFirst().attribute("fmtp").orElseThrow())
        .isEqualTo("96 packetization-mode=1; x=1");
  }
}
