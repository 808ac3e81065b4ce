package io.tidegate.rtmp;

import io.tidegate.media.Nullable;
import io.tidegate.media.amf.Amf0Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The answer to `connect`. RTMP 1.0 §7.2.1.1; Enhanced RTMP v1 "Enhancing NetConnection connect".
final class ConnectReply {
  /// What Enhanced RTMP can bring and take here.
  static final List<String> FOUR_CCS =
      List.of("hvc1", "av01", "vp09", "Opus", "fLaC", "ac-3", "ec-3");

  /// A version and abilities that encoders written for Flash Media Server take for modern.
  private static final String VERSION = "FMS/3,5,7,7009";

  private static final int CAPABILITIES = 31;

  private ConnectReply() {}

  /// @param wishes the command object of the peer, null when it sent none
  static Amf0Value properties(Amf0Value.@Nullable Keyed wishes) {
    Map<String, Amf0Value> properties = new LinkedHashMap<>();
    properties.put("fmsVer", Amf0Value.of(VERSION));
    properties.put("capabilities", Amf0Value.of(CAPABILITIES));
    properties.put("mode", Amf0Value.of(1));
    if (wishes != null && wishes.get("fourCcList") instanceof Amf0Value.StrictArray asked) {
      properties.put("fourCcList", new Amf0Value.StrictArray(common(asked)));
    }
    return new Amf0Value.Obj(properties);
  }

  static Amf0Value success() {
    return Amf0Value.Obj.of(
        "level",
        "status",
        "code",
        StatusCodes.CONNECT_SUCCESS,
        "description",
        "connected",
        "objectEncoding",
        0);
  }

  /// What both can; `*` stands for everything.
  private static List<Amf0Value> common(Amf0Value.StrictArray asked) {
    boolean everything = asked.values().contains(Amf0Value.of("*"));
    List<Amf0Value> common = new ArrayList<>();
    for (String fourCc : FOUR_CCS) {
      Amf0Value value = Amf0Value.of(fourCc);
      if (everything || asked.values().contains(value)) {
        common.add(value);
      }
    }
    return common;
  }
}
