# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the options that all modules share: credentials, project, endpoints and connection."""

from __future__ import annotations


class ModuleDocFragment:
    """The fragment ``huaweicloud.workspace.auth``."""

    DOCUMENTATION = r"""
options:
  region:
    description:
      - Name of the region, for example V(ap-southeast-1).
      - Read from E(HW_REGION_NAME) when not given.
      - Required, unless both O(workspace_endpoint) and O(project_id) are known.
      - A region that is not known to the collection needs O(workspace_endpoint).
    type: str
  project_id:
    description:
      - ID of the project to manage.
      - Read from E(HW_PROJECT_ID), E(HUAWEICLOUD_SDK_PROJECT_ID) or the key C(project_id) of the profile file when
        neither O(project_id) nor O(project_name) is given.
      - If no source provides it, it is looked up in IAM by name.
      - Takes precedence over O(project_name) from the same source.
    type: str
  project_name:
    description:
      - Name of the project to manage, for example V(ap-southeast-1_teaching).
      - Read from E(HW_PROJECT_NAME) when neither O(project_id) nor O(project_name) is given.
      - If no source provides a project, the default project of the region is used, which has the same name as
        O(region).
    type: str
  access_key:
    description:
      - Access key ID (AK). Requires O(secret_key). Mutually exclusive with O(auth_token) and O(iam_user_name).
      - Read from E(HW_ACCESS_KEY), E(HUAWEICLOUD_SDK_AK) or the key C(ak) of the profile file when the task does not
        contain credentials.
      - An access key ID only identifies the key and is not a secret, so it is not hidden in output and logs.
    type: str
  secret_key:
    description:
      - Secret access key (SK) that belongs to O(access_key). It is used to sign requests and is never sent.
      - Read from E(HW_SECRET_KEY), E(HUAWEICLOUD_SDK_SK) or the key C(sk) of the profile file when the task does not
        contain credentials.
    type: str
  security_token:
    description:
      - Security token that belongs to a temporary O(access_key) and O(secret_key).
      - Read from E(HW_SECURITY_TOKEN), E(HUAWEICLOUD_SDK_SECURITY_TOKEN) or the key C(security_token) of the profile
        file, from the same source as O(access_key).
    type: str
  auth_token:
    description:
      - IAM token to use as is. Mutually exclusive with O(access_key) and O(iam_user_name).
      - Read from E(HW_AUTH_TOKEN) when the task does not contain credentials.
      - The collection cannot renew it. A run that takes longer than the token is valid fails.
    type: str
  iam_user_name:
    description:
      - Name of the IAM user for whom a token is requested. Requires O(iam_user_password) and O(iam_domain_name).
        Mutually exclusive with O(access_key) and O(auth_token).
      - Read from E(HW_USER_NAME) when the task does not contain credentials.
    type: str
  iam_user_password:
    description:
      - Password of O(iam_user_name).
      - Read from E(HW_USER_PASSWORD) when the task does not contain credentials.
    type: str
  iam_domain_name:
    description:
      - Name of the account (domain) that O(iam_user_name) belongs to.
      - Read from E(HW_DOMAIN_NAME), from the same source as O(iam_user_name).
      - Ignored with other credentials.
    type: str
  cloud:
    description:
      - Domain name of the cloud, from which the endpoints are derived.
      - Read from E(HW_CLOUD) when not given. Defaults to V(myhuaweicloud.com).
    type: str
  workspace_endpoint:
    description:
      - Address of the Workspace service, in place of the endpoint of the region.
      - Read from E(HW_WORKSPACE_ENDPOINT) when not given.
      - V(https) is used when the address has no scheme.
    type: str
  app_endpoint:
    description:
      - Address of the WorkspaceApp service, in place of the endpoint of the region.
      - Read from E(HW_WORKSPACE_APP_ENDPOINT) when not given. Defaults to O(workspace_endpoint) if that is known.
    type: str
  iam_endpoint:
    description:
      - Address of the IAM service, in place of the endpoint of the region. A V(/v3) at its end is ignored.
      - Read from E(HW_AUTH_URL), E(HUAWEICLOUD_SDK_IAM_ENDPOINT) or the key C(iam_endpoint) of the profile file when
        not given.
    type: str
  eps_endpoint:
    description:
      - Address of the service for enterprise projects (EPS), which is called only to move a desktop to another
        enterprise project.
      - The service belongs to the whole account, so it accepts an O(auth_token) only if the token is scoped to the
        account (domain), not to a project. With O(iam_user_name) such a token is requested.
      - Read from E(HW_EPS_ENDPOINT) when not given. Defaults to O(workspace_endpoint) if that is known, otherwise to
        C(eps) and O(cloud).
    type: str
  validate_certs:
    description:
      - Whether to check the TLS certificates of the services.
      - When not given, V(false) if E(HW_INSECURE) is true, otherwise V(true).
      - Use V(false) for test systems only, since anyone on the network path can then read and change the requests.
    type: bool
  ca_path:
    description:
      - Path of a file or directory with the CA certificates to trust, in place of the default ones.
    type: path
  max_retries:
    description:
      - Maximum number of times that a request is retried after a transient error.
      - Read from E(HW_MAX_RETRIES) when not given. Defaults to V(5).
    type: int
  connect_timeout:
    description:
      - Number of seconds to wait for a connection. Defaults to V(10).
    type: int
  read_timeout:
    description:
      - Number of seconds to wait for an answer. Defaults to V(60). The whole answer must arrive within
        O(connect_timeout) and O(read_timeout) together, and within the time limit of the task.
    type: int
requirements:
  - requests >= 2.28
notes:
  - Settings are taken from the task options, then from the environment of the host that runs the task, then from the
    section C([basic]) of the profile file C(~/.huaweicloud/credentials), which other tools for Huawei Cloud use as
    well. E(HUAWEICLOUD_SDK_CREDENTIALS_FILE) specifies another file. A blank value counts as not given.
  - The first of these sources that contains any credential must contain all of them. An access key in the task is never
    combined with a secret key from the environment. Mutually exclusive credentials are an error only within one source.
  - In the environment, C(HW_*) takes precedence over C(HUAWEICLOUD_SDK_*). Access key, secret key and security token
    are always taken from the same one of these two groups.
  - O(project_id) and O(project_name) are both taken from the first source that contains either of them. Each other
    setting is taken from the first source that contains it.
  - New resources for which no enterprise project is given are created in the one that E(HW_ENTERPRISE_PROJECT_ID)
    specifies. Existing resources are not moved.
"""
