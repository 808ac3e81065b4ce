package io.tidegate.gateway.probe;

import io.tidegate.gateway.route.SourceSpec;

/// Where a source is. Immutable.
///
/// @param host without brackets; empty for any address of this machine
/// @param tcp whether a connection shows that somebody is there
/// @param target for showing, without secrets
record ProbePlace(String host, int port, boolean tcp, String target) {
  static ProbePlace of(SourceSpec source) {
    return switch (source) {
      case SourceSpec.RtspPull pull -> at(pull.url().host(), pull.url().port(), true, source);
      case SourceSpec.RtmpPull pull ->
          at(pull.peer().address().host(), pull.peer().address().port(), true, source);
      case SourceSpec.SrtCall call -> at(call.peer().host(), call.peer().port(), false, source);
      case SourceSpec.UdpTs udp -> at(udp.address().host(), udp.address().port(), false, source);
      case SourceSpec.RtmpPublish _,
          SourceSpec.RtspPublish _,
          SourceSpec.SrtListen _,
          SourceSpec.OnDemand _,
          SourceSpec.File _,
          SourceSpec.Slate _,
          SourceSpec.TestPattern _,
          SourceSpec.Rendition _ ->
          throw new IllegalStateException("nobody is called");
    };
  }

  private static ProbePlace at(String host, int port, boolean tcp, SourceSpec source) {
    return new ProbePlace(host.replaceAll("[\\[\\]]", ""), port, tcp, source.place());
  }
}
