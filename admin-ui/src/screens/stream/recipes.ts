/** What is typed or pasted into a program, and where. */
export interface Recipe {
  program: string;
  /** It plays the stream; else it publishes. */
  plays: boolean;
  /** Whether it is a line for a shell, or values for fields of the program. */
  where: "shell" | "obsSource" | "obsStream" | "vmixInput" | "vmixOutput";
  text: string;
}

/** For a shell of POSIX. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

type Add = (program: string, where: Recipe["where"], text: string | undefined) => void;

function collected(plays: boolean, fill: (add: Add) => void): Recipe[] {
  const recipes: Recipe[] = [];
  fill((program, where, text) => {
    if (text) recipes.push({ program, plays, where, text });
  });
  return recipes;
}

/** @param urls by protocol, as the API lists them */
export function playRecipes(urls: Record<string, string>): Recipe[] {
  const { hls, rtmp, rtsp, srt } = urls;
  const flv = urls["http-flv"];
  return collected(true, (add) => {
    add("OBS", "obsSource", srt ?? rtmp ?? hls);
    add("vMix", "vmixInput", srt ?? rtsp ?? hls);
    add("FFmpeg", "shell", flv && `ffmpeg -i ${quoted(flv)} -c copy out.mkv`);
    add("FFmpeg SRT", "shell", srt && `ffplay -fflags nobuffer ${quoted(srt)}`);
    add("VLC", "shell", (rtsp ?? hls) && `vlc --network-caching=300 ${quoted(rtsp ?? hls ?? "")}`);
    add("GStreamer", "shell", hls && `gst-play-1.0 ${quoted(hls)}`);
    add("GStreamer RTSP", "shell", rtsp && `gst-launch-1.0 playbin3 uri=${quoted(rtsp)}`);
  });
}

/** OBS takes server and key apart, where the server ends with the app. */
export function publishRecipes(urls: Record<string, string>): Recipe[] {
  const { rtmp, rtsp, srt } = urls;
  const slash = rtmp?.lastIndexOf("/") ?? 0;
  return collected(false, (add) => {
    add("OBS", "obsStream", rtmp && `${rtmp.slice(0, slash)}  ${rtmp.slice(slash + 1)}`);
    add("OBS SRT", "obsStream", srt);
    add("vMix", "vmixOutput", srt ?? rtmp);
    add("FFmpeg", "shell", rtmp && `ffmpeg -re -i film.mp4 -c copy -f flv ${quoted(rtmp)}`);
    add("FFmpeg SRT", "shell", srt && `ffmpeg -re -i film.mp4 -c copy -f mpegts ${quoted(srt)}`);
    add("FFmpeg RTSP", "shell", rtsp && `ffmpeg -re -i film.mp4 -c copy -f rtsp ${quoted(rtsp)}`);
    add("VLC", "shell", rtmp && `vlc film.mp4 --sout ${quoted(`#std{access=rtmp,mux=ffmpeg{mux=flv},dst=${rtmp}}`)}`);
    add(
      "GStreamer",
      "shell",
      rtmp && `gst-launch-1.0 videotestsrc is-live=true ! x264enc tune=zerolatency key-int-max=60 ! flvmux streamable=true ! rtmp2sink location=${quoted(rtmp)}`,
    );
    add(
      "GStreamer SRT",
      "shell",
      srt && `gst-launch-1.0 videotestsrc is-live=true ! x264enc tune=zerolatency key-int-max=60 ! h264parse ! mpegtsmux ! srtsink uri=${quoted(srt)}`,
    );
  });
}
