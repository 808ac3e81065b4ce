package io.tidegate.gateway.config;

import io.tidegate.gateway.route.FrameTapSpec;
import io.tidegate.gateway.route.OutputSpec;
import io.tidegate.gateway.route.RouteSpec;
import io.tidegate.gateway.route.RtmpPeer;
import io.tidegate.gateway.route.SourceSpec;
import io.tidegate.gateway.route.SrtAddress;
import io.tidegate.media.Nullable;
import io.tidegate.media.SecretParameters;
import io.tidegate.rtsp.message.RtspUrl;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// Puts the secrets that are stored in the place of masks, where they go to whom they went before,
/// and nowhere else. Stateless.
///
/// Of several that look the same under their masks none can be told from another, so they have to
/// be said.
final class KeptSecrets {
  private final RouteSpec stored;

  private KeptSecrets(RouteSpec stored) {
    this.stored = stored;
  }

  /// @param stored what `fresh` replaces, null for nothing
  static RouteSpec keep(RouteSpec fresh, @Nullable RouteSpec stored) {
    if (stored == null) {
      return fresh;
    }
    KeptSecrets kept = new KeptSecrets(stored);
    boolean masked = fresh.srt().passphrase().text().equals(Token.MASK);
    return fresh.with(
        fresh.sources().stream().map(kept::source).toList(),
        fresh.outputs().stream().map(kept::output).toList(),
        masked ? fresh.srt().withPassphrase(stored.srt().passphrase()) : fresh.srt());
  }

  private SourceSpec source(SourceSpec fresh) {
    return switch (fresh) {
      case SourceSpec.OnDemand later -> new SourceSpec.OnDemand(source(later.source()));
      case SourceSpec.RtspPull pull ->
          pull.withUrl(rtsp(pull.url(), sources(SourceSpec.RtspPull.class, p -> p.url())));
      case SourceSpec.RtmpPull pull ->
          new SourceSpec.RtmpPull(
              rtmp(pull.peer(), sources(SourceSpec.RtmpPull.class, p -> p.peer())), pull.dial());
      case SourceSpec.SrtCall call ->
          new SourceSpec.SrtCall(
              srt(call.peer(), sources(SourceSpec.SrtCall.class, p -> p.peer())), call.dial());
      case SourceSpec.RtmpPublish _,
          SourceSpec.RtspPublish _,
          SourceSpec.SrtListen _,
          SourceSpec.UdpTs _,
          SourceSpec.File _,
          SourceSpec.Slate _,
          SourceSpec.TestPattern _,
          SourceSpec.Rendition _ ->
          fresh;
    };
  }

  private OutputSpec output(OutputSpec fresh) {
    if (fresh instanceof OutputSpec.RtspPush push) {
      return push.withUrl(rtsp(push.url(), outputs(OutputSpec.RtspPush.class, p -> p.url())));
    }
    if (fresh instanceof OutputSpec.RtmpPush push) {
      List<RtmpPeer> before = outputs(OutputSpec.RtmpPush.class, p -> p.peer());
      return new OutputSpec.RtmpPush(rtmp(push.peer(), before), push.dial());
    }
    if (fresh instanceof OutputSpec.SrtPush push) {
      List<SrtAddress> before = outputs(OutputSpec.SrtPush.class, p -> p.peer());
      return new OutputSpec.SrtPush(srt(push.peer(), before), push.dial());
    }
    if (fresh instanceof OutputSpec.FrameTap tap) {
      List<FrameTapSpec> before = outputs(OutputSpec.FrameTap.class, t -> t.spec());
      return new OutputSpec.FrameTap(tap(tap.spec(), before));
    }
    return fresh;
  }

  /// Where the stored sources of a kind are, whenever they are called.
  private <S extends SourceSpec, T> List<T> sources(Class<S> kind, Function<S, T> place) {
    return stored.sources().stream()
        .map(one -> one instanceof SourceSpec.OnDemand later ? later.source() : one)
        .filter(kind::isInstance)
        .map(one -> place.apply(kind.cast(one)))
        .toList();
  }

  private <S extends OutputSpec, T> List<T> outputs(Class<S> kind, Function<S, T> place) {
    return stored.outputs().stream()
        .filter(kind::isInstance)
        .map(one -> place.apply(kind.cast(one)))
        .toList();
  }

  private static RtspUrl rtsp(RtspUrl url, List<RtspUrl> before) {
    RtspUrl whole = url;
    if (SecretParameters.URL.isMasked(url.path())) {
      Stream<String> paths =
          before.stream()
              .filter(one -> one.host().equals(url.host()) && one.port() == url.port())
              .filter(one -> one.tls() == url.tls())
              .map(RtspUrl::path);
      whole = url.withPath(only(SecretParameters.URL, url.path(), paths));
    }
    return whole.login().password().equals(Token.MASK) ? withLogin(whole, before) : whole;
  }

  /// A password stays with the user at its host.
  private static RtspUrl withLogin(RtspUrl url, List<RtspUrl> before) {
    return before.stream()
        .filter(one -> one.login().user().equals(url.login().user()))
        .filter(one -> one.host().equals(url.host()) && one.port() == url.port())
        .filter(one -> one.tls() == url.tls())
        .findFirst()
        .map(one -> url.withLogin(one.login()))
        .orElse(url);
  }

  /// A stream key stays with its server.
  private static RtmpPeer rtmp(RtmpPeer peer, List<RtmpPeer> before) {
    if (!peer.isMasked() && !SecretParameters.URL.isMasked(peer.url())) {
      return peer;
    }
    List<RtmpPeer> same =
        before.stream()
            .filter(one -> one.secretKey() == peer.secretKey())
            .filter(one -> isShownAs(one.url(), peer.url()))
            .toList();
    return same.size() == 1 ? peer.withSecretsOf(same.getFirst()) : peer;
  }

  private static boolean isShownAs(String url, String shown) {
    return url.equals(shown) || SecretParameters.URL.mask(url).equals(shown);
  }

  private static SrtAddress srt(SrtAddress peer, List<SrtAddress> before) {
    if (!SecretParameters.STREAM_ID.isMasked(peer.streamId())) {
      return peer;
    }
    Stream<String> ids =
        before.stream()
            .filter(one -> one.host().equals(peer.host()) && one.port() == peer.port())
            .map(SrtAddress::streamId);
    return peer.withStreamId(only(SecretParameters.STREAM_ID, peer.streamId(), ids));
  }

  /// A secret stays with its webhook.
  private static FrameTapSpec tap(FrameTapSpec tap, List<FrameTapSpec> before) {
    return before.stream()
        .filter(one -> one.name().equals(tap.name()) && isShownAs(one.webhook(), tap.webhook()))
        .findFirst()
        .map(one ->
            tap.with(
                one.webhook(),
                tap.secret().text().equals(Token.MASK) ? one.secret() : tap.secret()))
        .orElse(tap);
  }

  /// The one of `texts` that shows as `masked`, else that itself.
  private static String only(SecretParameters kind, String masked, Stream<String> texts) {
    List<String> same =
        texts.filter(text -> kind.mask(text).equals(masked)).distinct().limit(2).toList();
    return same.size() == 1 ? same.getFirst() : masked;
  }
}
