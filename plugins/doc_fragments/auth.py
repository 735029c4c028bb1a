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
      - ID of the project that is managed.
      - Read from E(HW_PROJECT_ID), E(HUAWEICLOUD_SDK_PROJECT_ID) or the key C(project_id) of the profile file when
        neither O(project_id) nor O(project_name) is given.
      - When no source gives it, it is looked up in IAM by name.
      - Wins over O(project_name) of the same source.
    type: str
  project_name:
    description:
      - Name of the project that is managed, for example V(ap-southeast-1_teaching).
      - Read from E(HW_PROJECT_NAME) when neither O(project_id) nor O(project_name) is given.
      - When no source gives a project, it is the region's own, which is called like O(region).
    type: str
  access_key:
    description:
      - Access key ID (AK). It needs O(secret_key) and excludes O(auth_token) and O(iam_user_name).
      - Read from E(HW_ACCESS_KEY), E(HUAWEICLOUD_SDK_AK) or the key C(ak) of the profile file when the task gives no
        credentials.
      - An access key ID is not a secret, it only names the key. So it is not hidden in output and logs.
    type: str
  secret_key:
    description:
      - Secret access key (SK) that belongs to O(access_key). It signs the requests and is never sent.
      - Read from E(HW_SECRET_KEY), E(HUAWEICLOUD_SDK_SK) or the key C(sk) of the profile file when the task gives no
        credentials.
    type: str
  security_token:
    description:
      - Security token that belongs to a temporary O(access_key) and O(secret_key).
      - Read from E(HW_SECURITY_TOKEN), E(HUAWEICLOUD_SDK_SECURITY_TOKEN) or the key C(security_token) of the profile
        file, from the same source as O(access_key).
    type: str
  auth_token:
    description:
      - IAM token to use as it is. It excludes O(access_key) and O(iam_user_name).
      - Read from E(HW_AUTH_TOKEN) when the task gives no credentials.
      - The collection cannot renew it. A run that lasts longer than the token is valid fails.
    type: str
  iam_user_name:
    description:
      - Name of an IAM user, for whom a token is fetched. It needs O(iam_user_password) and O(iam_domain_name), and
        excludes O(access_key) and O(auth_token).
      - Read from E(HW_USER_NAME) when the task gives no credentials.
    type: str
  iam_user_password:
    description:
      - Password of O(iam_user_name).
      - Read from E(HW_USER_PASSWORD) when the task gives no credentials.
    type: str
  iam_domain_name:
    description:
      - Name of the account (domain) that O(iam_user_name) belongs to.
      - Read from E(HW_DOMAIN_NAME), from the same source as O(iam_user_name).
      - Ignored with other credentials.
    type: str
  cloud:
    description:
      - Domain name of the cloud, from which the endpoints are made.
      - Read from E(HW_CLOUD) when not given, else V(myhuaweicloud.com).
    type: str
  workspace_endpoint:
    description:
      - Address of the Workspace service, instead of the region's own.
      - Read from E(HW_WORKSPACE_ENDPOINT) when not given.
      - V(https) is used when the address has no scheme.
    type: str
  app_endpoint:
    description:
      - Address of the WorkspaceApp service, instead of the region's own.
      - Read from E(HW_WORKSPACE_APP_ENDPOINT) when not given, else O(workspace_endpoint) when that is known.
    type: str
  iam_endpoint:
    description:
      - Address of the IAM service, instead of the region's own. A V(/v3) at its end is ignored.
      - Read from E(HW_AUTH_URL), E(HUAWEICLOUD_SDK_IAM_ENDPOINT) or the key C(iam_endpoint) of the profile file when
        not given.
    type: str
  eps_endpoint:
    description:
      - Address of the service for enterprise projects (EPS), which is called only to move a desktop to another
        enterprise project.
      - The service belongs to the whole account, so it takes an O(auth_token) only if that is one of the account
        (domain), not of a project. With O(iam_user_name) such a token is fetched.
      - Read from E(HW_EPS_ENDPOINT) when not given, else O(workspace_endpoint) when that is known, else C(eps) and
        O(cloud).
    type: str
  validate_certs:
    description:
      - Whether to check the TLS certificates of the services.
      - When not given, V(false) if E(HW_INSECURE) is true, else V(true).
      - V(false) is for test systems only. Anybody on the network path could then read and change what is sent.
    type: bool
  ca_path:
    description:
      - Path of a file or directory with the certificates of the authorities to trust, instead of the usual ones.
    type: path
  max_retries:
    description:
      - How often a request is repeated after a transient error.
      - Read from E(HW_MAX_RETRIES) when not given, else V(5).
    type: int
  connect_timeout:
    description:
      - Seconds to wait for a connection, V(10) when not given.
    type: int
  read_timeout:
    description:
      - Seconds to wait for an answer, V(60) when not given. The whole answer has to arrive within O(connect_timeout)
        and O(read_timeout) together, and within the time of the task.
    type: int
requirements:
  - requests >= 2.28
notes:
  - Settings come from the task options, then from the environment of the host that the task runs on, then from the
    section C([basic]) of the profile file C(~/.huaweicloud/credentials), which the tools of Huawei Cloud share.
    E(HUAWEICLOUD_SDK_CREDENTIALS_FILE) names another file. A blank value counts as not given.
  - The first of these sources that gives any credential has to give all of them. An access key in the task is never
    combined with a secret key from the environment. Credentials that exclude each other are an error only inside one
    source.
  - In the environment, C(HW_*) wins over C(HUAWEICLOUD_SDK_*). Access key, secret key and security token are always
    taken from the same of the two families.
  - O(project_id) and O(project_name) together come from the first source that gives either. Every other setting is
    taken by itself from the first source that gives it.
  - Where resources are created without an enterprise project, E(HW_ENTERPRISE_PROJECT_ID) gives it. What exists stays
    where it is.
"""
