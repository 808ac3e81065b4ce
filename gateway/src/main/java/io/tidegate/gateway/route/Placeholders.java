package io.tidegate.gateway.route;

import io.tidegate.media.StreamKey;
import io.tidegate.rtmp.RtmpAddress;
import io.tidegate.rtsp.message.RtspUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts what the stars of a pattern stand for in the place of `{1}`, `{2}` … in the addresses of
/// sources and pushes. Stateless.
///
/// The characters of stream keys are the unreserved ones of RFC 3986 §2.3 ([StreamKey]): they mean
/// themselves in every part of a URL, percent-encoded or not, and go in as they are. A host is
/// never made of them, so that who names a stream does not choose whom we call.
final class Placeholders {
  private static final Pattern NUMBER = Pattern.compile("\\{(\\d{1,3})}");

  private Placeholders() {}

  /// What is put into one text of an address.
  private interface Fill {
    /// @param field as the written form calls it
    String text(String field, String text);

    /// A text that takes nothing.
    default String fixed(String field, String text) {
      return text;
    }
  }

  /// The route that one of its keys has.
  ///
  /// @param parts what the stars stand for
  static RouteSpec instance(RouteSpec pattern, StreamKey key, List<String> parts) {
    Fill fill = (_, text) -> put(text, parts);
    return pattern.instance(
        key,
        pattern.sources().stream().map(source -> fill(source, fill)).toList(),
        pattern.outputs().stream().map(output -> fill(output, fill)).toList());
  }

  /// Those that no star belongs to.
  static List<Fault> faults(RouteSpec route) {
    int stars = new KeyPattern(route.key()).stars();
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < route.sources().size(); i++) {
      fill(route.sources().get(i), new Check("sources[" + i + "].", stars, faults));
    }
    for (int i = 0; i < route.outputs().size(); i++) {
      fill(route.outputs().get(i), new Check("outputs[" + i + "].", stars, faults));
    }
    return faults;
  }

  private static SourceSpec fill(SourceSpec source, Fill fill) {
    return switch (source) {
      case SourceSpec.OnDemand later -> new SourceSpec.OnDemand(fill(later.source(), fill));
      case SourceSpec.RtspPull pull ->
          new SourceSpec.RtspPull(
              fill(pull.url(), fill),
              pull.transport(),
              pull.verifyTls(),
              pull.quirks(),
              pull.dial());
      case SourceSpec.RtmpPull pull ->
          new SourceSpec.RtmpPull(fill(pull.peer(), fill), pull.dial());
      case SourceSpec.SrtCall call -> new SourceSpec.SrtCall(fill(call.peer(), fill), call.dial());
      case SourceSpec.RtmpPublish _,
          SourceSpec.RtspPublish _,
          SourceSpec.SrtListen _,
          SourceSpec.UdpTs _,
          SourceSpec.File _,
          SourceSpec.Slate _,
          SourceSpec.TestPattern _,
          SourceSpec.Rendition _ ->
          source;
    };
  }

  private static OutputSpec fill(OutputSpec output, Fill fill) {
    return switch (output) {
      case OutputSpec.RtmpPush push ->
          new OutputSpec.RtmpPush(fill(push.peer(), fill), push.dial());
      case OutputSpec.RtspPush push ->
          new OutputSpec.RtspPush(fill(push.url(), fill), push.verifyTls(), push.dial());
      case OutputSpec.SrtPush push -> new OutputSpec.SrtPush(fill(push.peer(), fill), push.dial());
      default -> output;
    };
  }

  private static RtspUrl fill(RtspUrl url, Fill fill) {
    String host = fill.fixed("url", url.host());
    return new RtspUrl(url.tls(), host, url.port(), url.login(), fill.text("url", url.path()));
  }

  private static RtmpPeer fill(RtmpPeer peer, Fill fill) {
    RtmpAddress at = peer.address();
    String name = fill.text(peer.secretKey() ? "streamKey" : "url", at.name());
    RtmpAddress filled =
        new RtmpAddress(
            at.tls(), fill.fixed("url", at.host()), at.port(), fill.text("url", at.app()), name);
    return new RtmpPeer(filled, peer.secretKey(), peer.verifyTls());
  }

  private static SrtAddress fill(SrtAddress peer, Fill fill) {
    return new SrtAddress(
        fill.fixed("host", peer.host()),
        peer.port(),
        fill.text("streamId", peer.streamId()),
        peer.rendezvous(),
        peer.localPort());
  }

  private static String put(String text, List<String> parts) {
    return NUMBER
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(parts.get(number(found.group(1)) - 1)));
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }

  /// Puts nothing in, and notes what could not be.
  private record Check(String path, int stars, List<Fault> faults) implements Fill {
    @Override
    public String text(String field, String text) {
      Matcher found = NUMBER.matcher(text);
      while (found.find()) {
        int number = number(found.group(1));
        if (number < 1 || number > stars) {
          note(field, "no " + found.group() + ", as the key has " + count());
          break;
        }
      }
      return text;
    }

    @Override
    public String fixed(String field, String text) {
      if (text.indexOf('{') >= 0) {
        note(field, "a host without {…}: a star takes no part in whom we call");
      }
      return text;
    }

    private String count() {
      return stars == 0 ? "no star" : stars == 1 ? "one star" : stars + " stars";
    }

    private void note(String field, String expected) {
      faults.add(new Fault(path + field, expected));
    }
  }
}
