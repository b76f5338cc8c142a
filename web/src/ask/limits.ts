import { server } from "../api/clients";
import type { ServerLimits } from "../gen/attentionviz/v1/server_service_pb";

let asked: Promise<ServerLimits> | undefined;

/** What the server takes at most; asked once. */
export function serverLimits(): Promise<ServerLimits> {
  asked ??= server.getServerInfo({}).then(
    ({ limits }) => limits!,
    (error) => {
      asked = undefined;
      throw error;
    },
  );
  return asked;
}
